import { describe, expect, it } from "vitest";
import { Failure } from "../../../src/base/failure.ts";
import { Linked } from "../../../src/interpreter/linked.ts";

describe("a linked signal", () => {
  it("aborts with the first of others that does, and its reason", () => {
    const [one, other] = [new AbortController(), new AbortController()];
    using linked = new Linked([one.signal, undefined, other.signal]);
    expect([linked.signal.aborted, linked.reason]).toEqual([false, undefined]);
    const reason = new Failure("timeout", "Late.");
    other.abort(reason);
    one.abort();
    expect(linked.signal.aborted).toBe(true);
    expect(linked.reason).toBe(reason);
  });

  it("of one that is aborted already is aborted from the start", () => {
    using linked = new Linked([AbortSignal.abort()]);
    expect(linked.reason).toMatchObject({ code: "cancelled" });
  });

  it("aborts when its time is over, and with a reason of our own", async () => {
    using late = new Linked([], 1);
    await expect.poll(() => late.reason?.code).toBe("timeout");
    using own = new Linked([], 60_000);
    const reason = new Failure("sandboxFailed", "Gone.");
    own.abort(reason);
    expect(own.reason).toBe(reason);
  });

  it("listens to nothing and waits for nothing once it is disposed of", async () => {
    const other = new AbortController();
    const linked = new Linked([other.signal], 1);
    linked[Symbol.dispose]();
    other.abort();
    const since = Date.now();
    await expect.poll(() => Date.now() - since, { interval: 2 }).toBeGreaterThan(5);
    expect(linked.signal.aborted).toBe(false);
  });
});
