import { Emitter, type Event } from "../base/event.ts";
import { Failure } from "../base/failure.ts";
import type { Log } from "../base/log.ts";
import type { Process } from "../sandbox/sandbox.ts";
import { type Grace, stop } from "../sandbox/stop.ts";
import { abortable } from "./abortable.ts";
import { requestFailure } from "./requestFailure.ts";
import { type CallOptions, type RequestOptions, type RequestParts, Requests } from "./requests.ts";
import type { CallResult, ServerInfo, Tool } from "./server.ts";
import { Subscriptions } from "./subscriptions.ts";
import { checkArguments, findTool } from "./toolArguments.ts";
import { readToolList } from "./toolList.ts";
import { checkedResult, uncheckedResult } from "./toolResult.ts";
import { longestMs } from "./underWay.ts";

/** What a session is made of once the handshake is done. */
export interface SessionParts extends RequestParts {
  readonly server: string;
  readonly process: Process;
  readonly info: ServerInfo;
  readonly log: Log;
  /** The method of what the server said unasked. */
  readonly onDidNotify: Event<string>;
}

export interface ToolOptions extends CallOptions {
  /** Sent along as the request's `_meta`. */
  readonly meta?: Readonly<Record<string, unknown>> | undefined;
  /** Neither arguments nor result are checked. */
  readonly raw?: boolean | undefined;
}

/** One MCP client, from the handshake to the close. What fails, fails with a Failure. */
export class Session {
  readonly info: ServerInfo;
  /** Settles with the reason when the connection is over. Never rejects. */
  readonly ended: Promise<Failure>;
  /** The server says that its tools are others now. */
  readonly onDidChangeTools: Event<void>;
  readonly #parts: SessionParts;
  readonly #requests: Requests;
  readonly #subscriptions: Subscriptions;
  readonly #changedTools = new Emitter<void>();
  #tools: readonly Tool[] = [];
  #stale = false;

  constructor(parts: SessionParts) {
    this.#parts = parts;
    this.#requests = new Requests(parts);
    this.#subscriptions = new Subscriptions(parts.client);
    this.info = parts.info;
    this.onDidChangeTools = this.#changedTools.event;
    this.ended = parts.transport.ended;
    parts.onDidNotify((method) => {
      if (method !== "notifications/tools/list_changed") return;
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
      this.#requests.send({
        ...{ what: "the list of tools", method: "tools/list", ...options },
        params: cursor === undefined ? {} : { cursor },
      });
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
    { meta, raw, ...options }: ToolOptions,
  ): Promise<CallResult> {
    const { log, server } = this.#parts;
    const tool = raw === true ? undefined : findTool(this.#tools, name, server);
    if (tool !== undefined) await checkArguments(tool, args, log);
    const result = await this.#requests.send({
      ...{ what: `the call of ${name}`, method: "tools/call", ...options },
      params: { name, arguments: args, ...(meta && { _meta: meta }) },
    });
    return tool === undefined ? uncheckedResult(name, result) : checkedResult(tool, result, log);
  }

  /** Any other request. The result is the server's own, whatever it is. */
  async request(
    method: string,
    params: Readonly<Record<string, unknown>>,
    options: CallOptions,
  ): Promise<unknown> {
    const instead = this.#parts.modern ? this.#instead(method, params, options) : undefined;
    if (instead === undefined)
      return this.#requests.send({ what: method, method, params, ...options });
    try {
      await abortable(instead, options.signal);
      return {};
    } catch (error) {
      const { sdk, transport } = this.#parts;
      throw requestFailure(error, { what: method, ...options, ended: transport.reason }, sdk);
    }
  }

  /** Whether the server answers at all. Never rejects. */
  async answers(timeoutMs: number): Promise<boolean> {
    const method = this.#parts.modern ? "server/discover" : "ping";
    const answer = this.#requests.send({ what: "a ping", method, params: {}, timeoutMs });
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

  /** What 2026-07-28 has instead of some requests of before; undefined for all others. */
  #instead(
    method: string,
    { uri, level }: Readonly<Record<string, unknown>>,
    { timeoutMs }: RequestOptions,
  ): Promise<void> | undefined {
    switch (method) {
      case "resources/subscribe":
        return this.#subscriptions.follow(uri, Math.min(timeoutMs, longestMs));
      case "resources/unsubscribe":
        return this.#subscriptions.leave(uri);
      case "logging/setLevel":
        this.#requests.logLevel = level;
        return Promise.resolve();
      default:
        return undefined;
    }
  }
}
