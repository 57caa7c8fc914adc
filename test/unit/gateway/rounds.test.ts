import { describe, expect, it } from "vitest";
import { Rounds, type RoundWork } from "../../../src/gateway/rounds.ts";

const { signal } = new AbortController();
const side = { signal, onProgress: () => {} };
const begin = { state: undefined, answers: undefined };
const asksOnce: RoundWork = async ({ ask }) => ({ got: await ask("roots/list", {}, { signal }) });
/** As a server of 2026-07-28 asks, which names its questions. */
const asksByName: RoundWork = async ({ ask }) => ({
  got: await Promise.all(["a", "b", "a"].map((key) => ask("roots/list", {}, { signal, key }))),
});
const question = { "question-1": { method: "roots/list", params: {} } };

interface Asked {
  readonly requestState: string;
  readonly inputRequests: unknown;
}

describe("a request that asks its client", () => {
  it("goes on with the answer where it stopped", async () => {
    const rounds = new Rounds();
    const first = (await rounds.take(asksOnce, begin, side)) as Asked;
    expect(first).toMatchObject({ resultType: "input_required", inputRequests: question });
    const answers = { "question-1": { roots: [] } };
    const state = first.requestState;
    expect(await rounds.take(asksOnce, { state, answers }, side)).toEqual({ got: { roots: [] } });
  });

  it("calls its questions as the server does, where no other is called so", async () => {
    const rounds = new Rounds();
    const first = (await rounds.take(asksByName, begin, side)) as Asked;
    expect(Object.keys(Object(first.inputRequests) as object)).toEqual(["a", "b", "question-1"]);
    const answers = { b: 2, "question-1": 3, a: 1 };
    const state = first.requestState;
    expect(await rounds.take(asksByName, { state, answers }, side)).toEqual({ got: [1, 2, 3] });
  });

  it("is not asked what it has answered before, and other answers are left alone", async () => {
    const rounds = new Rounds();
    const early = { state: undefined, answers: { b: 2, other: 0 } };
    const asksLater: RoundWork = async (given) => {
      await Promise.resolve();
      return asksByName(given);
    };
    for (const work of [asksByName, asksLater]) {
      const first = (await rounds.take(work, early, side)) as Asked;
      expect(Object.keys(Object(first.inputRequests) as object)).toEqual(["a", "question-1"]);
    }
  });

  it("goes on once only", async () => {
    const rounds = new Rounds();
    const { requestState: state } = (await rounds.take(asksOnce, begin, side)) as Asked;
    await rounds.take(asksOnce, { state, answers: { "question-1": 1 } }, side);
    await expect(
      rounds.take(asksOnce, { state, answers: { "question-1": 2 } }, side),
    ).rejects.toMatchObject({ code: -32602, message: "Invalid or expired requestState" });
  });

  it("asks again, under another state, for what was left out", async () => {
    const rounds = new Rounds();
    const first = (await rounds.take(asksOnce, begin, side)) as Asked;
    const given = { state: first.requestState, answers: {} };
    const again = (await rounds.take(asksOnce, given, side)) as Asked;
    expect(again.inputRequests).toEqual(question);
    expect(again.requestState).not.toBe(first.requestState);
  });

  it("is given up when no answer comes in time", async () => {
    const rounds = new Rounds(20);
    let aborted = false;
    const work: RoundWork = async (given) => {
      given.signal.addEventListener("abort", () => (aborted = true));
      return asksOnce(given);
    };
    const { requestState: state } = (await rounds.take(work, begin, side)) as Asked;
    await expect.poll(() => aborted).toBe(true);
    await expect(rounds.take(work, { state, answers: {} }, side)).rejects.toThrow("expired");
  });

  it("is given up with its exchange, and with all others at the end", async () => {
    const rounds = new Rounds();
    const gone = new AbortController();
    const waits: RoundWork = (given) =>
      new Promise((_, reject) => {
        given.signal.addEventListener("abort", () => reject(new Error("aborted")));
      });
    const taken = rounds.take(waits, begin, { ...side, signal: gone.signal });
    gone.abort();
    await expect(taken).rejects.toThrow("aborted");
    const { requestState: state } = (await rounds.take(asksOnce, begin, side)) as Asked;
    rounds.end();
    await expect(rounds.take(asksOnce, { state, answers: {} }, side)).rejects.toThrow("expired");
  });
});
