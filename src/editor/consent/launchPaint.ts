import { type DecorationOptions, Range, type TextEditor, ThemeColor, window } from "vscode";
import type { Disposable } from "../../base/event.ts";
import type { Line } from "./launchDocument.ts";

const hiddenMark = /‹U\+[0-9A-F]{4,6}(?: ×\d+)?›/g;

/** Colours of a launch's document, all of the theme's own. What they say stands in the text, too. */
export class LaunchPaint implements Disposable {
  readonly #types = {
    title: window.createTextEditorDecorationType({ fontWeight: "bold" }),
    label: window.createTextEditorDecorationType({
      color: new ThemeColor("descriptionForeground"),
    }),
    gone: changed("diffEditor.removedLineBackground", "diffEditor.removedTextBorder"),
    new: changed("diffEditor.insertedLineBackground", "diffEditor.insertedTextBorder"),
    hidden: window.createTextEditorDecorationType({
      color: new ThemeColor("errorForeground"),
      fontWeight: "bold",
    }),
  };

  draw(editor: TextEditor, lines: readonly Line[]): void {
    const { title, label, gone, new: come, hidden } = this.#types;
    const whole = (kind: Line["kind"]) =>
      lines.flatMap((line, at) => (line.kind === kind ? [range(at, 0, line.text.length)] : []));
    editor.setDecorations(title, whole("title"));
    editor.setDecorations(gone, whole("gone"));
    editor.setDecorations(come, whole("new"));
    editor.setDecorations(
      label,
      lines.flatMap((line, at) => (line.label === undefined ? [] : [range(at, 0, line.label)])),
    );
    editor.setDecorations(hidden, lines.flatMap(marks));
  }

  dispose(): void {
    for (const type of Object.values(this.#types)) type.dispose();
  }
}

function changed(background: string, border: string) {
  return window.createTextEditorDecorationType({
    isWholeLine: true,
    backgroundColor: new ThemeColor(background),
    overviewRulerColor: new ThemeColor(border),
  });
}

const range = (line: number, from: number, to: number): Range => new Range(line, from, line, to);

function marks({ text, kind }: Line, line: number): DecorationOptions[] {
  if (kind === "words" || kind === "title") return [];
  return [...text.matchAll(hiddenMark)].map((found) => ({
    range: range(line, found.index, found.index + found[0].length),
    hoverMessage: "This character is in the text, but it would not be seen.",
  }));
}
