import { describe, expect, it } from "vitest";
import { RawResults, rawResult } from "../../../src/mcp/rawResults.ts";

const call = { jsonrpc: "2.0" as const, id: 1, method: "tools/call" };
const answer = (result: Record<string, unknown>, id = 1) => ({
  jsonrpc: "2.0" as const,
  id,
  result,
});

/** What comes out at the other side, when the SDK has passed a copy of the result on. */
function through(result: Record<string, unknown>, id = 1): unknown {
  const results = new RawResults();
  results.sent(call);
  const message = results.received(answer(result, id));
  if (!("result" in message)) throw new Error("No result.");
  return rawResult["~standard"].validate({ ...message.result }).value;
}

describe("raw results", () => {
  it("come through a copy as the very same object", () => {
    const result = { content: [{ type: "unheard of" }], resultType: "complete" };
    expect(through(result)).toBe(result);
  });

  it("of requests that are not ours stay as they are", () => {
    const results = new RawResults();
    const message = answer({ tools: "?" });
    results.sent({ ...call, method: "ping" });
    expect(results.received(message)).toBe(message);
  });

  it("that ask for input come through as well", () => {
    const result = { resultType: "input_required", requestState: "s" };
    expect(through(result)).toBe(result);
  });

  it("of a handshake are kept as they came, the first one only", () => {
    const results = new RawResults();
    for (const id of [1, 2]) {
      const message = answer({ capabilities: { ours: id } }, id);
      results.sent({ ...call, id, method: "initialize" });
      expect(results.received(message)).toBe(message);
    }
    expect(results.greeting).toEqual({ capabilities: { ours: 1 } });
  });

  it("are taken once: a second answer, an error or a request is none", () => {
    const results = new RawResults();
    results.sent(call);
    const request = { jsonrpc: "2.0" as const, id: 1, method: "roots/list" };
    expect(results.received(request)).toBe(request);
    const error = { jsonrpc: "2.0" as const, id: 1, error: { code: 1, message: "no" } };
    expect(results.received(error)).toBe(error);
    expect(results.received(answer({ a: 1 }))).toEqual(answer({ a: 1 }));
  });

  it("of a cancelled request are not waited for", () => {
    const results = new RawResults();
    results.sent(call);
    results.sent({ jsonrpc: "2.0", method: "notifications/cancelled", params: { requestId: 1 } });
    const late = answer({ a: 1 });
    expect(results.received(late)).toBe(late);
  });
});
