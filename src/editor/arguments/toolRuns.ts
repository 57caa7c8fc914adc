import { type Disposable, languages, type TextDocument, type Uri, workspace } from "vscode";
import { Emitter } from "../../base/event.ts";
import { Failure } from "../../base/failure.ts";
import type { Host } from "../../mcp/host.ts";
import { isCallResult } from "../results/callResult.ts";
import type { Call } from "../results/resultDocument.ts";
import { longWork } from "../longWork.ts";
import { type ArgumentsRead, readArguments } from "./argumentsText.ts";
import { diagnosticsOf } from "./diagnostics.ts";

/** Runs of tools from arguments documents: one at a time for each document. */
export class ToolRuns implements Disposable {
  readonly #host: Pick<Host, "callTool">;
  readonly #running = new Map<string, AbortController>();
  readonly #changed = new Emitter<void>();
  readonly #diagnostics = languages.createDiagnosticCollection("MCP Sandbox");
  readonly #subscriptions: readonly Disposable[];

  /** A run began or ended. */
  readonly onDidChange = this.#changed.event;

  constructor(host: Pick<Host, "callTool">) {
    this.#host = host;
    const clear = ({ uri }: TextDocument): void => this.#diagnostics.delete(uri);
    this.#subscriptions = [
      workspace.onDidChangeTextDocument(({ document }) => clear(document)),
      workspace.onDidCloseTextDocument(clear),
      this.#diagnostics,
    ];
  }

  isRunning(uri: Uri): boolean {
    return this.#running.has(uri.toString());
  }

  cancel(uri: Uri): void {
    this.#running.get(uri.toString())?.abort();
  }

  /**
   * Calls the tool that the document is for. Arguments that do not fit are marked in the document
   * and thrown, as is every other failure.
   */
  async run(document: TextDocument): Promise<Call> {
    const read = readArguments(document.getText());
    if (read?.sound !== true)
      throw new Failure("usage", "The arguments are no sound JSON object yet.");
    const key = document.uri.toString();
    if (this.#running.has(key)) throw new Failure("usage", `${read.name.tool} is running already.`);
    this.#diagnostics.delete(document.uri);
    const controller = new AbortController();
    this.#running.set(key, controller);
    this.#changed.fire();
    try {
      return await this.#call(read, controller);
    } catch (error) {
      const failure = Failure.from(error);
      if (failure.code === "invalidArguments")
        this.#diagnostics.set(document.uri, diagnosticsOf(document, failure.problems));
      throw failure;
    } finally {
      this.#running.delete(key);
      this.#changed.fire();
    }
  }

  dispose(): void {
    for (const controller of this.#running.values()) controller.abort();
    for (const subscription of this.#subscriptions) subscription.dispose();
    this.#changed.dispose();
  }

  async #call({ name, values }: ArgumentsRead, controller: AbortController): Promise<Call> {
    const { server, tool } = name;
    const startedAt = Date.now();
    const about = { server, tool, arguments: values, startedAt };
    const work = longWork(
      `${server}: ${tool}`,
      ({ signal, say }) => this.#host.callTool(server, tool, values, { signal, onProgress: say }),
      controller,
    );
    try {
      const result = await work;
      return { ...about, result, durationMs: Date.now() - startedAt };
    } catch (error) {
      const { code, message, result } = Failure.from(error);
      if (code !== "invalidResult" || !isCallResult(result)) throw error;
      return { ...about, result, durationMs: Date.now() - startedAt, caution: message };
    }
  }
}
