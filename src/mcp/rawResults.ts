import type { JSONRPCMessage } from "@modelcontextprotocol/client";

const raw = Symbol("raw result");
const greetings = new Set(["initialize", "server/discover"]);
/** What the SDK itself asks, and understands. */
const its = new Set([...greetings, "ping", "subscriptions/listen"]);

/**
 * Carries results past the SDK, which checks them by the schemas that it knows, drops fields and
 * refuses content of a later revision. It gets a stand-in that every revision accepts, and the
 * server's own words travel in it untouched, also where they ask for input.
 */
export class RawResults {
  readonly #asked = new Set<string | number>();
  readonly #greeted = new Set<string | number>();
  #greeting: unknown;

  /** The first answer to a handshake, as the server sent it. */
  get greeting(): unknown {
    return this.#greeting;
  }

  /** Looks at each message on its way out. */
  sent(message: JSONRPCMessage): void {
    if ("method" in message && "id" in message) {
      if (!its.has(message.method)) this.#asked.add(message.id);
      if (greetings.has(message.method)) this.#greeted.add(message.id);
    }
    if ("method" in message && message.method === "notifications/cancelled")
      this.#asked.delete(message.params?.["requestId"] as string | number);
  }

  /** The message as the SDK may see it. */
  received(message: JSONRPCMessage): JSONRPCMessage {
    if ("method" in message || !("id" in message) || message.id === undefined) return message;
    if (this.#greeted.delete(message.id) && "result" in message) this.#greeting ??= message.result;
    if (!this.#asked.delete(message.id) || !("result" in message)) return message;
    return { jsonrpc: "2.0", id: message.id, result: { ...standIn, [raw]: message.result } };
  }
}

/** All that the SDK looks for in the results of the methods that it knows. */
const standIn = {
  ...{ resultType: "complete", ttlMs: 0, cacheScope: "private" },
  ...{ content: [], tools: [], messages: [], prompts: [], completion: { values: [] } },
  ...{ resources: [], resourceTemplates: [], contents: [] },
};

/** A schema for the SDK's `request` that gives the result exactly as the server sent it. */
export const rawResult = {
  "~standard": {
    version: 1 as const,
    vendor: "mcp-sandbox",
    validate: (value: unknown): { value: unknown } => ({
      value: typeof value === "object" && value !== null && raw in value ? value[raw] : value,
    }),
  },
};
