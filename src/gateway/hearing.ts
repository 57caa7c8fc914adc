import type { McpServer, ServerContext } from "@modelcontextprotocol/server";
import type { Disposable as Listening } from "../base/event.ts";
import type { Answers } from "./answers.ts";
import type { Params } from "./backend.ts";
import type { Notice } from "./relay.ts";
import { invalidParams, RpcError, rpcError } from "./rpcError.ts";

type Connection = McpServer["server"];

const levels = ["debug", "info", "notice", "warning", "error", "critical", "alert", "emergency"];
const logLevel = "io.modelcontextprotocol/logLevel";
/** A client that reads slower than a server talks misses what the server says, not its answers. */
const maxUnsent = 1000;

/** What one client hears unasked: changes, log messages of its level, resources it subscribed to. */
export class Hearing implements Listening {
  readonly #relay: Answers;
  readonly #isModern: boolean;
  /** Where it is told; absent for a single exchange. */
  readonly #connection: Connection | undefined;
  readonly #subscriptions: Listening[] = [];
  #level = 0;
  #unsent = 0;

  constructor(relay: Answers, isModern: boolean, connection: Connection | undefined) {
    this.#relay = relay;
    this.#isModern = isModern;
    this.#connection = connection;
  }

  /** From now on the client may be told things. */
  open(): void {
    if (this.#connection === undefined || this.#subscriptions.length > 0) return;
    this.#subscriptions.push(this.#relay.onDidNotify((notice) => this.#pass(notice)));
  }

  /** Answers what is about hearing; undefined for everything else. */
  async answer(asked: {
    readonly method: string;
    readonly params: Params;
    readonly ctx: ServerContext;
  }): Promise<Record<string, unknown> | undefined> {
    const { method, params, ctx } = asked;
    if (method === "logging/setLevel") this.#level = levelOf(params["level"]);
    const uri = String(params["uri"]);
    const { subscriptions } = this.#relay;
    if (method === "resources/unsubscribe") await subscriptions.remove(uri, this);
    else if (method === "resources/subscribe")
      await subscriptions.add(uri, this, ctx.mcpReq.signal).catch((error: unknown) => {
        throw rpcError(error);
      });
    else return undefined;
    return {};
  }

  dispose(): void {
    for (const subscription of this.#subscriptions.splice(0)) subscription.dispose();
    void this.#relay.subscriptions.removeAll(this);
  }

  /**
   * Since 2026-07-28 log messages belong to a request that says from which level on: they are told
   * until what is returned is disposed of.
   */
  during(ctx: ServerContext): Disposable {
    const envelope: Params = { ...ctx.mcpReq.envelope };
    const wanted = envelope[logLevel];
    if (wanted === undefined) return { [Symbol.dispose]: () => {} };
    const least = levelOf(wanted);
    const subscription = this.#relay.onDidNotify(({ method, params }) => {
      if (method !== "notifications/message") return;
      if (levels.indexOf(String(params?.["level"])) < least) return;
      this.#send(() => ctx.mcpReq.notify({ method, params: { ...params } }));
    });
    return { [Symbol.dispose]: () => subscription.dispose() };
  }

  #pass({ method, params }: Notice): void {
    if (method === "notifications/message") {
      const isWanted = levels.indexOf(String(params?.["level"])) >= this.#level;
      if (this.#isModern || !isWanted) return;
    }
    if (method === "notifications/resources/updated" && !this.#isModern)
      if (!this.#relay.subscriptions.has(String(params?.["uri"]), this)) return;
    const notice = { method, ...(params !== undefined && { params: { ...params } }) };
    this.#send(async () => this.#connection?.notification(notice));
  }

  #send(send: () => Promise<unknown>): void {
    if (this.#unsent >= maxUnsent) return;
    this.#unsent++;
    // A client that went away, or that the server may not tell this, hears nothing.
    void send()
      .catch(() => {})
      .finally(() => this.#unsent--);
  }
}

function levelOf(value: unknown): number {
  const level = levels.indexOf(String(value));
  if (level >= 0) return level;
  throw new RpcError(invalidParams, `There is no level ${String(value)}: ${levels.join(", ")}.`);
}
