import { describe, expect, it } from "vitest";
import { Failure } from "../../../src/base/failure.ts";
import { type Asked, throughRounds } from "../../../src/mcp/inputRounds.ts";
import { failureOf } from "./hostOf.ts";

const ask = (inputRequests: object | undefined, requestState?: string) => ({
  ...{ resultType: "input_required", inputRequests },
  ...(requestState !== undefined && { requestState }),
});
const city = { method: "elicitation/create", params: { message: "Which city?" } };
const roots = { method: "roots/list" };
const done = { resultType: "complete", content: [] };

/** A request to a server that gives these results, and what it got. */
function asking(
  results: readonly object[],
  answer: Asked["answer"] = async (method) => ({ method }),
) {
  const sent: object[] = [];
  const request: Asked = {
    ...{ what: "the call of ask", params: { name: "ask" }, answer },
    signal: () => new AbortController().signal,
    send: async (params) => {
      sent.push(params);
      return results[Math.min(sent.length, results.length) - 1];
    },
  };
  return { sent, request };
}

describe("a request whose result asks for input", () => {
  it("is sent again with the answers and the state of the server, untouched", async () => {
    const state = " ü\u0000{}\n==";
    const { sent, request } = asking([ask({ city, roots }, state), done]);
    expect(await throughRounds(request)).toBe(done);
    const inputResponses = {
      city: { method: "elicitation/create" },
      roots: { method: "roots/list" },
    };
    expect(sent[1]).toEqual({ name: "ask", inputResponses, requestState: state });
  });

  it("says in each round only what this round is about", async () => {
    const { sent, request } = asking([
      ask({ city }, "one"),
      ask({ roots }),
      ask({}, "three"),
      done,
    ]);
    await throughRounds(request);
    expect(sent.slice(1)).toEqual([
      { name: "ask", inputResponses: { city: { method: city.method } }, requestState: "one" },
      { name: "ask", inputResponses: { roots: { method: roots.method } } },
      { name: "ask", requestState: "three" },
    ]);
  });

  it("is given up after eight rounds", async () => {
    const { sent, request } = asking([ask({ city })]);
    const failure = await failureOf(throughRounds(request));
    expect(failure.message).toBe("The call of ask asked for input 9 times.");
    expect(failure.code).toBe("protocol");
    expect(sent).toHaveLength(9);
  });

  it.each([
    [ask(undefined), "The call of ask asked for input, but not for which."],
    [ask({ a: { method: "tools/call" } }), "The call of ask asked for input of an unknown kind."],
    [ask({ a: null }), "The call of ask asked for input of an unknown kind."],
  ])("fails when it asks in no sensible way: %j", async (result, message) => {
    const failure = await failureOf(throughRounds(asking([result]).request));
    expect(failure).toMatchObject({ code: "protocol", message });
  });

  it("fails when nobody answers such questions, and says which", async () => {
    const { request } = asking([ask({ city })], async () => undefined);
    expect(await failureOf(throughRounds(request))).toMatchObject({
      code: "protocol",
      message: "The call of ask needs elicitation/create, which nobody answers here.",
    });
  });

  it("fails with the first answer that fails, and takes the other questions back", async () => {
    const back: string[] = [];
    const answer: Asked["answer"] = (method, _, { signal }) => {
      if (method === roots.method) return Promise.reject(new Failure("timeout", "Nobody there."));
      signal.addEventListener("abort", () => back.push(method));
      return new Promise(() => {});
    };
    const { sent, request } = asking([ask({ city, roots })], answer);
    expect(await failureOf(throughRounds(request))).toMatchObject({ code: "timeout" });
    expect(back).toEqual([city.method]);
    expect(sent).toHaveLength(1);
  });

  it("is given up at once when its signal fires, and so are the questions", async () => {
    const cancel = new AbortController();
    const back: string[] = [];
    const answer: Asked["answer"] = (method, _, { signal }) => {
      signal.addEventListener("abort", () => back.push(method));
      setImmediate(() => cancel.abort(new Failure("cancelled", "Enough.")));
      return new Promise(() => {});
    };
    const { request } = asking([ask({ city })], answer);
    const failure = await failureOf(throughRounds({ ...request, signal: () => cancel.signal }));
    expect(failure.message).toBe("Enough.");
    expect(back).toEqual([city.method]);
  });
});
