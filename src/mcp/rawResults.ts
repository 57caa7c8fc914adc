import type { JSONRPCMessage } from "@modelcontextprotocol/client";

const raw = Symbol("raw result");
const methods = new Set(["tools/list", "tools/call"]);

/**
 * Carries results past the SDK, which checks them by the schemas that it knows, drops fields and
 * refuses content of a later revision. It gets a stand-in that every revision accepts, and the
 * server's own words travel in it untouched. Questions for the client (`input_required`) go to it
 * as they are.
 */
export class RawResults {
  readonly #asked = new Set<string | number>();

  /** Looks at each message on its way out. */
  sent(message: JSONRPCMessage): void {
    if ("method" in message && "id" in message && methods.has(message.method))
      this.#asked.add(message.id);
    if ("method" in message && message.method === "notifications/cancelled")
      this.#asked.delete(message.params?.["requestId"] as string | number);
  }

  /** The message as the SDK may see it. */
  received(message: JSONRPCMessage): JSONRPCMessage {
    if ("method" in message || !("id" in message) || message.id === undefined) return message;
    if (!this.#asked.delete(message.id)) return message;
    if (!("result" in message) || asksForInput(message.result)) return message;
    return { jsonrpc: "2.0", id: message.id, result: { ...standIn, [raw]: message.result } };
  }
}

const asksForInput = (result: unknown): boolean =>
  typeof result === "object" &&
  result !== null &&
  "resultType" in result &&
  result.resultType === "input_required";

const standIn = { resultType: "complete", content: [], tools: [], ttlMs: 0, cacheScope: "private" };

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
