import {
  CodeLens,
  type CodeLensProvider,
  Disposable,
  languages,
  Range,
  type TextDocument,
  type TextDocumentContentProvider,
  Uri,
  ViewColumn,
  window,
  workspace,
} from "vscode";
import { Failure } from "../../base/failure.ts";
import { commands, schemes } from "../contributions.ts";
import { type Call, resultDocument } from "./resultDocument.ts";

const mostKept = 30;

/** Results as read-only documents: one for reading, and the same raw. The latest ones are kept. */
export class Results implements TextDocumentContentProvider, CodeLensProvider, Disposable {
  readonly #calls = new Map<string, Call>();
  readonly #subscription: Disposable;
  #number = 0;

  constructor() {
    const selector = { scheme: schemes.result };
    this.#subscription = Disposable.from(
      workspace.registerTextDocumentContentProvider(schemes.result, this),
      languages.registerCodeLensProvider(selector, this),
    );
  }

  /** Opens a result beside what is being edited; the focus stays there. */
  async show(call: Call): Promise<void> {
    const key = String(++this.#number);
    this.#calls.set(key, call);
    const [oldest] = this.#calls.keys();
    if (this.#calls.size > mostKept && oldest !== undefined) this.#calls.delete(oldest);
    await open(address(key, call, "md"), true);
  }

  /** Opens the same result exactly as the server sent it. */
  async showRaw(uri: Uri): Promise<void> {
    const call = this.#calls.get(keyOf(uri));
    if (call === undefined)
      throw new Failure("usage", "This result is no longer kept. Run the tool again.");
    await open(address(keyOf(uri), call, "json"), false);
  }

  provideTextDocumentContent(uri: Uri): string {
    const call = this.#calls.get(keyOf(uri));
    if (call === undefined) return "This result is no longer kept. Run the tool again.\n";
    return uri.path.endsWith(".json")
      ? `${JSON.stringify(call.result, undefined, 2)}\n`
      : resultDocument(call);
  }

  provideCodeLenses({ uri }: TextDocument): CodeLens[] {
    if (!uri.path.endsWith(".md")) return [];
    const raw = { title: "Raw result", command: commands.showRawResult, arguments: [uri] };
    return [new CodeLens(new Range(0, 0, 0, 0), raw)];
  }

  dispose(): void {
    this.#subscription.dispose();
    this.#calls.clear();
  }
}

function address(key: string, { server, tool }: Call, extension: string): Uri {
  const name = tool.replaceAll(/[^\w.-]/g, "_").slice(0, 80);
  return Uri.from({ scheme: schemes.result, path: `/${server}/${name}.${extension}`, query: key });
}

function keyOf(uri: Uri): string {
  return uri.query;
}

async function open(uri: Uri, preserveFocus: boolean): Promise<void> {
  const document = await workspace.openTextDocument(uri);
  const options = { viewColumn: preserveFocus ? ViewColumn.Beside : ViewColumn.Active };
  await window.showTextDocument(document, { ...options, preserveFocus, preview: preserveFocus });
}
