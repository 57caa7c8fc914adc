import type { Client } from "@modelcontextprotocol/client";
import { Emitter, type Event } from "../base/event.ts";
import { Failure } from "../base/failure.ts";
import type { Log } from "../base/log.ts";
import type { Process } from "../sandbox/sandbox.ts";
import { type Grace, stop } from "../sandbox/stop.ts";
import { rawResult } from "./rawResults.ts";
import { requestFailure } from "./requestFailure.ts";
import type { Sdk } from "./sdk.ts";
import type { CallResult, Progress, ServerInfo, Tool } from "./server.ts";
import { checkArguments, findTool } from "./toolArguments.ts";
import { readToolList } from "./toolList.ts";
import { checkedResult } from "./toolResult.ts";
import type { ProcessTransport } from "./transport.ts";

/** What a session is made of once the handshake is done. */
export interface SessionParts {
  readonly server: string;
  readonly sdk: Sdk;
  readonly client: Client;
  readonly transport: ProcessTransport;
  readonly process: Process;
  readonly info: ServerInfo;
  readonly modern: boolean;
  readonly log: Log;
}

export interface RequestOptions {
  readonly timeoutMs: number;
  readonly signal?: AbortSignal | undefined;
}

export interface CallOptions extends RequestOptions {
  readonly onProgress?: ((progress: Progress) => void) | undefined;
}

/** Log messages of a call come only when its request says from which level on (2026-07-28). */
const logLevel = "io.modelcontextprotocol/logLevel";
/** A longer timer would fire at once. */
const longestTimeoutMs = 2 ** 31 - 1;

/** One MCP client, from the handshake to the close. What fails, fails with a Failure. */
export class Session {
  readonly info: ServerInfo;
  /** Settles with the reason when the connection is over. Never rejects. */
  readonly ended: Promise<Failure>;
  /** The server says that its tools are others now. */
  readonly onDidChangeTools: Event<void>;
  readonly #parts: SessionParts;
  readonly #changedTools = new Emitter<void>();
  #tools: readonly Tool[] = [];
  #stale = false;

  constructor(parts: SessionParts) {
    this.#parts = parts;
    this.info = parts.info;
    this.onDidChangeTools = this.#changedTools.event;
    this.ended = parts.transport.ended;
    parts.client.setNotificationHandler("notifications/tools/list_changed", () => {
      this.#stale = true;
      this.#changedTools.fire();
    });
  }

  /** The server said that its tools changed, and nobody has asked for them since. */
  get toolsAreStale(): boolean {
    return this.#stale;
  }

  /** The tools as they were when last asked for. */
  get tools(): readonly Tool[] {
    return this.#tools;
  }

  /** Asks for all pages of tools anew. */
  async refreshTools(options: RequestOptions): Promise<readonly Tool[]> {
    const capable = this.info.capabilities["tools"] !== undefined;
    const ask = (cursor: string | undefined): Promise<unknown> =>
      this.#ask("the list of tools", "tools/list", cursor === undefined ? {} : { cursor }, options);
    this.#stale = false;
    this.#tools = capable ? await readToolList(ask, this.#parts.log) : [];
    return this.#tools;
  }

  /**
   * Calls a tool, once. The arguments are checked first. A result with `isError` is a result.
   * Progress starts the time anew. A signal cancels it at the server too, and is not waited for.
   */
  async callTool(
    name: string,
    args: Readonly<Record<string, unknown>>,
    options: CallOptions,
  ): Promise<CallResult> {
    const { log, server } = this.#parts;
    const tool = findTool(this.#tools, name, server);
    await checkArguments(tool, args, log);
    const params = { name, arguments: args };
    const result = await this.#ask(`the call of ${name}`, "tools/call", params, options);
    return checkedResult(tool, result, log);
  }

  /** Whether the server answers at all. Never rejects. */
  async answers(timeoutMs: number): Promise<boolean> {
    const method = this.#parts.modern ? "server/discover" : "ping";
    const answer = this.#ask("a ping", method, {}, { timeoutMs });
    return answer.then(
      () => true,
      (failure: unknown) => failure instanceof Failure && failure.code === "serverError",
    );
  }

  /** Fails what is under way with the reason, then ends the program by the ladder. Never rejects. */
  async close(reason: Failure, grace?: Grace): Promise<void> {
    this.#parts.transport.end(reason);
    this.#changedTools.dispose();
    await stop(this.#parts.process, grace);
  }

  async #ask(
    what: string,
    method: string,
    params: Record<string, unknown>,
    options: CallOptions,
  ): Promise<unknown> {
    const { client, sdk, modern, transport } = this.#parts;
    const { timeoutMs, signal, onProgress } = options;
    const meta = modern ? { _meta: { [logLevel]: "info" } } : {};
    try {
      return await client.request({ method, params: { ...params, ...meta } }, rawResult, {
        timeout: Math.min(timeoutMs, longestTimeoutMs),
        resetTimeoutOnProgress: true,
        onprogress: ({ progress, total, message }) =>
          onProgress?.({
            progress,
            ...(total !== undefined && { total }),
            ...(message !== undefined && { message }),
          }),
        ...(signal && { signal }),
      });
    } catch (error) {
      throw requestFailure(error, { what, timeoutMs, signal, ended: transport.reason }, sdk);
    }
  }
}
