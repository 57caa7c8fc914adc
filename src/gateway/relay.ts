import { type Disposable as Listening, Emitter } from "../base/event.ts";
import type { Log } from "../base/log.ts";
import type { Progress } from "../mcp/server.ts";
import type { Admission } from "./admission.ts";
import { type Backend, isRecord, type Params, type ServerNotice } from "./backend.ts";
import type { Caller, Callers } from "./callers.ts";
import type { LargeResults } from "./largeResults.ts";
import type { ListKind, Offer } from "./offerFiles.ts";
import type { Offers } from "./offers.ts";
import { listMethods } from "./readList.ts";
import { Resources } from "./resources.ts";
import { invalidParams, methodNotFound, RpcError, rpcError } from "./rpcError.ts";
import { Scope } from "./scope.ts";
import { Subscriptions } from "./subscriptions.ts";
import { refused, toolFailure } from "./toolFailure.ts";

export interface RelayOptions {
  readonly backend: Backend;
  readonly callers: Callers;
  readonly offers: Offers;
  readonly admission: Admission;
  readonly large: LargeResults;
  readonly log: Log;
  /** The one server that is served; all of them, with prefixed names, when absent. */
  readonly server?: string | undefined;
}

export interface RelayRequest {
  readonly method: string;
  readonly params: Params;
  readonly caller: Caller;
  readonly onProgress?: ((progress: Progress) => void) | undefined;
}

export interface Notice {
  readonly method: string;
  readonly params?: Params | undefined;
}

const changes = {
  tools: "notifications/tools/list_changed",
  prompts: "notifications/prompts/list_changed",
  resources: "notifications/resources/list_changed",
  resourceTemplates: "notifications/resources/list_changed",
} as const;

const passed = new Set([
  "notifications/message",
  "notifications/resources/updated",
  "notifications/elicitation/complete",
]);

/**
 * Answers requests of clients from the host: lists as they were last seen, everything else by the
 * server itself, whose results and errors are passed on as they came, unless they are too large.
 */
export class Relay implements Disposable {
  readonly scope: Scope;
  readonly subscriptions: Subscriptions;
  readonly #options: RelayOptions;
  readonly #resources: Resources;
  readonly #notified = new Emitter<Notice>();
  readonly #listening: readonly Listening[];

  /** What clients are to hear of. */
  readonly onDidNotify = this.#notified.event;

  constructor(options: RelayOptions) {
    const { admission, backend, offers } = options;
    this.#options = options;
    this.scope = new Scope(options);
    this.#resources = new Resources(this.scope, offers);
    this.subscriptions = new Subscriptions(backend, this.#resources);
    this.#listening = [
      offers.onDidChange(({ server, kind }) => {
        if (kind !== "tools") this.#tellChange(server, kind);
      }),
      admission.onDidChange((server) => this.#tellChange(server, "tools")),
      backend.onDidNotify((notice) => this.#heard(notice)),
      backend.onDidChangeServers(() => this.#changedServers()),
    ];
  }

  /** What is known of the one server before it runs. */
  async offer(): Promise<Offer | undefined> {
    const { server } = this.scope;
    if (server === undefined) return undefined;
    const { instructions: _, ...offer } = await this.#options.offers.known(server);
    const instructions = await this.#options.admission.instructions(server);
    return { ...offer, ...(instructions !== undefined && { instructions }) };
  }

  /** Rejects with an RpcError. */
  async answer(request: RelayRequest): Promise<unknown> {
    try {
      return await this.#answer(request);
    } catch (error) {
      throw rpcError(error);
    }
  }

  [Symbol.dispose](): void {
    for (const each of this.#listening) each.dispose();
    this.#notified.dispose();
  }

  async #answer(request: RelayRequest): Promise<unknown> {
    const { method, params, caller } = request;
    for (const [kind, list] of Object.entries(listMethods) as [ListKind, string][])
      if (method === list) return { [kind]: await this.scope.list(kind, caller.signal) };
    switch (method) {
      case "tools/call":
        return this.#call(request);
      case "prompts/get": {
        const target = await this.scope.target("prompts", text(params, "name"));
        return this.#pass(target.server, { ...request, params: { ...params, name: target.name } });
      }
      case "resources/read":
        if (this.#options.large.owns(params["uri"])) return this.#options.large.read(params["uri"]);
        return this.#pass(await this.#resources.ownerOf(text(params, "uri")), request);
      case "completion/complete":
        return this.#complete(request);
      case "logging/setLevel":
        return this.#setLevel(request);
      default: {
        const { server } = this.scope;
        if (server === undefined || method.startsWith("tasks/"))
          throw new RpcError(methodNotFound, "Method not found");
        return this.#pass(server, request);
      }
    }
  }

  async #call({ params, caller, onProgress }: RelayRequest): Promise<unknown> {
    const { admission, callers, backend, large } = this.#options;
    const { server, name } = await this.scope.target("tools", text(params, "name"));
    const { arguments: given = {}, _meta } = params;
    if (!isRecord(given)) throw new RpcError(invalidParams, "The arguments must be an object.");
    const meta = withoutToken(_meta);
    const { signal, capabilities } = caller;
    const result = await callers
      .during(server, caller, async (id) => {
        const refusal = await admission.refusal(server, name, signal);
        if (refusal !== undefined) return refused(refusal);
        const options = { id, signal, capabilities, onProgress, meta };
        return backend.callTool(server, name, given, { ...options, raw: true });
      })
      .catch(toolFailure);
    this.#resources.saw(server, result);
    return large.bounded(result);
  }

  #pass(server: string, { method, params, caller, onProgress }: RelayRequest): Promise<unknown> {
    const { callers, backend } = this.#options;
    const { _meta, ...rest } = params;
    const meta = withoutToken(_meta);
    const sent = meta === undefined ? rest : { ...rest, _meta: meta };
    const { signal, capabilities } = caller;
    return callers.during(server, caller, (id) =>
      backend.request(server, method, sent, { id, signal, capabilities, onProgress }),
    );
  }

  async #complete(request: RelayRequest): Promise<unknown> {
    const { params } = request;
    const ref = isRecord(params["ref"]) ? params["ref"] : {};
    if (ref["type"] === "ref/resource")
      return this.#pass(await this.#resources.ownerOfTemplate(text(ref, "uri")), request);
    const { server, name } = await this.scope.target("prompts", text(ref, "name"));
    return this.#pass(server, { ...request, params: { ...params, ref: { ...ref, name } } });
  }

  /** Each client's level is kept where its messages are sorted; here servers learn of it. */
  async #setLevel({ params }: RelayRequest): Promise<unknown> {
    const { backend } = this.#options;
    const running = this.scope.servers.filter((server) => {
      const state = backend.server(server)?.state;
      return state?.kind === "running" && state.info.capabilities["logging"] !== undefined;
    });
    const level = text(params, "level");
    // One that runs by a revision without levels answers with an error, which changes nothing.
    await Promise.allSettled(
      running.map((server) => backend.request(server, "logging/setLevel", { level }, {})),
    );
    return {};
  }

  #tellChange(server: string, kind: ListKind): void {
    if (this.scope.has(server)) this.#notified.fire({ method: changes[kind] });
  }

  #changedServers(): void {
    if (this.scope.server !== undefined) return;
    for (const method of new Set(Object.values(changes))) this.#notified.fire({ method });
  }

  #heard({ server, method, params }: ServerNotice): void {
    if (passed.has(method) && this.scope.has(server)) this.#notified.fire({ method, params });
  }
}

/** The client's own progress token means nothing to the server: the session has one of its own. */
function withoutToken(meta: unknown): Params | undefined {
  if (!isRecord(meta)) return undefined;
  const { progressToken: _, ...rest } = meta;
  return Object.keys(rest).length === 0 ? undefined : rest;
}

function text(params: Params, key: string): string {
  const value = params[key];
  if (typeof value === "string") return value;
  throw new RpcError(invalidParams, `${key} must be a text.`);
}
