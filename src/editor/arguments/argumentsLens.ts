import {
  CodeLens,
  type CodeLensProvider,
  commands as editorCommands,
  Disposable,
  EventEmitter,
  languages,
  Range,
  type TextDocument,
  window,
  workspace,
} from "vscode";
import { commands, contextKeys } from "../contributions.ts";
import { visibleLine } from "../words/visible.ts";
import { readArguments } from "./argumentsText.ts";
import type { ToolRuns } from "./toolRuns.ts";

/** *Run* and *Cancel* above the arguments of a tool. */
export class ArgumentsLens implements CodeLensProvider, Disposable {
  readonly #runs: ToolRuns;
  readonly #changed = new EventEmitter<void>();
  readonly #subscription: Disposable;

  readonly onDidChangeCodeLenses = this.#changed.event;

  constructor(runs: ToolRuns) {
    this.#runs = runs;
    this.#subscription = Disposable.from(
      languages.registerCodeLensProvider({ language: "json" }, this),
      runs.onDidChange(() => this.#changed.fire()),
    );
  }

  provideCodeLenses(document: TextDocument): CodeLens[] {
    const read = isForTool(document) ? readArguments(document.getText()) : undefined;
    if (read === undefined) return [];
    const { uri } = document;
    const tool = visibleLine(read.name.tool, 80);
    const lens = (title: string, command: string, tooltip: string): CodeLens =>
      new CodeLens(new Range(0, 0, 0, 0), { title, command, tooltip, arguments: [uri] });
    if (!this.#runs.isRunning(uri))
      return [lens(`▶ Run ${tool}`, commands.runTool, `Call ${tool} of ${read.name.server}`)];
    return [
      lens(`$(loading~spin) Running ${tool}`, "", ""),
      lens("Cancel", commands.cancelTool, `Tell ${read.name.server} to give up`),
    ];
  }

  dispose(): void {
    this.#subscription.dispose();
    this.#changed.dispose();
  }
}

/** Keeps the context key that keybindings and menus of arguments documents ask for. */
export function followActiveArguments(): Disposable {
  let before = false;
  const follow = (): void => {
    const document = window.activeTextEditor?.document;
    const now = document?.languageId === "json" && isForTool(document);
    if (now !== before)
      void editorCommands.executeCommand("setContext", contextKeys.argumentsActive, now);
    before = now;
  };
  follow();
  return Disposable.from(
    window.onDidChangeActiveTextEditor(follow),
    workspace.onDidChangeTextDocument(({ document }) => {
      if (document === window.activeTextEditor?.document) follow();
    }),
  );
}

/** A quick look at the first lines; most JSON files are for no tool. */
function isForTool(document: TextDocument): boolean {
  const head = document.getText(new Range(0, 0, 20, 0));
  return head.slice(0, 10_000).includes('"mcp-sandbox-schema:/');
}
