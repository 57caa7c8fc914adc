import {
  CodeLens,
  type CodeLensProvider,
  Disposable,
  languages,
  Range,
  type TextDocument,
  type TextDocumentContentProvider,
  type TextEditor,
  Uri,
  window,
  workspace,
} from "vscode";
import { commands, schemes } from "../contributions.ts";
import type { Line } from "./launchDocument.ts";
import { LaunchPaint } from "./launchPaint.ts";

interface Shown {
  readonly server: string;
  readonly lines: readonly Line[];
  /** A question about it is open. */
  isAsked: boolean;
}

/** Launches as read-only documents: those that are asked about, and those that were allowed. */
export class LaunchDocuments implements TextDocumentContentProvider, CodeLensProvider, Disposable {
  readonly #shown = new Map<string, Shown>();
  readonly #paint = new LaunchPaint();
  readonly #subscription: Disposable;
  #number = 0;

  constructor() {
    const { launch } = schemes;
    this.#subscription = Disposable.from(
      this.#paint,
      workspace.registerTextDocumentContentProvider(launch, this),
      languages.registerCodeLensProvider({ scheme: launch }, this),
      window.onDidChangeVisibleTextEditors((editors) => editors.forEach(this.#draw)),
    );
  }

  /** Opens a launch in front; the caller closes what it asks about. */
  async open(server: string, lines: readonly Line[], isAsked: boolean): Promise<Uri> {
    const path = `/${server}/Launch of ${server}`;
    const uri = Uri.from({ scheme: schemes.launch, path, query: String(++this.#number) });
    this.#shown.set(uri.query, { server, lines, isAsked });
    await this.show(uri, isAsked);
    return uri;
  }

  /** Brings a document to the front, with the keyboard in it unless something else takes that. */
  async show(uri: Uri, preserveFocus = false): Promise<void> {
    const editor = await window.showTextDocument(uri, { preserveFocus, preview: false });
    this.#draw(editor);
  }

  /** Takes the tab away of what is no longer asked. */
  async close(uri: Uri): Promise<void> {
    this.#shown.delete(uri.query);
    const tabs = window.tabGroups.all.flatMap((group) => group.tabs);
    const ours = tabs.filter(
      ({ input }) =>
        typeof input === "object" &&
        input !== null &&
        "uri" in input &&
        String(input.uri) === String(uri),
    );
    if (ours.length > 0) await window.tabGroups.close(ours, true);
  }

  provideTextDocumentContent({ query }: Uri): string {
    const lines = this.#shown.get(query)?.lines;
    return lines?.map(({ text }) => `${text}\n`).join("") ?? "This question is over.\n";
  }

  provideCodeLenses({ uri }: TextDocument): CodeLens[] {
    const shown = this.#shown.get(uri.query);
    if (shown?.isAsked !== true) return [];
    const { server } = shown;
    const tooltip = `Shows the question about ${server} again`;
    const answer = { title: "Allow or Refuse…", command: commands.answerLaunch, tooltip };
    return [new CodeLens(new Range(0, 0, 0, 0), { ...answer, arguments: [server] })];
  }

  dispose(): void {
    this.#subscription.dispose();
    this.#shown.clear();
  }

  readonly #draw = (editor: TextEditor): void => {
    const { uri } = editor.document;
    if (uri.scheme === schemes.launch)
      this.#paint.draw(editor, this.#shown.get(uri.query)?.lines ?? []);
  };
}
