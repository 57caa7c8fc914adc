import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { defaultBackoff, nextDelayMs } from "../../../src/mcp/backoff.ts";
import { Restarts } from "../../../src/mcp/restarts.ts";

beforeEach(() => void vi.useFakeTimers({ now: 1000 }));
afterEach(() => void vi.useRealTimers());

const backoff = { firstMs: 100, maxMs: 300, attempts: 4, healthyMs: 10_000 };

describe("the wait before a restart", () => {
  it("doubles up to its most, then there is none", () => {
    const waits = [0, 1, 2, 3, 4].map((made) => nextDelayMs(backoff, made));
    expect(waits).toEqual([100, 200, 300, 300, undefined]);
  });

  it("is half a minute all in all, by default", () => {
    const waits = [0, 1, 2, 3, 4, 5].map((made) => nextDelayMs(defaultBackoff, made));
    expect(waits).toEqual([1000, 2000, 4000, 8000, 16_000, undefined]);
  });
});

describe("restarts", () => {
  it("come when they said", () => {
    const restart = vi.fn<() => void>();
    const restarts = new Restarts(backoff, restart);
    expect(restarts.plan(0)).toBe(1100);
    vi.advanceTimersByTime(99);
    expect(restart).not.toHaveBeenCalled();
    vi.advanceTimersByTime(1);
    expect(restart).toHaveBeenCalledOnce();
    expect(restarts.plan(0)).toBe(1300);
  });

  it("end after so many in a row, and begin anew after a healthy run", () => {
    const restarts = new Restarts(backoff, () => {});
    for (let made = 0; made < 4; made += 1) expect(restarts.plan(0)).toBeDefined();
    expect(restarts.plan(9999)).toBeUndefined();
    expect(restarts.plan(10_000)).toBe(1100);
  });

  it("do not come once they are dropped", () => {
    const restart = vi.fn<() => void>();
    const restarts = new Restarts(backoff, restart);
    restarts.plan(0);
    restarts.cancel();
    restarts.plan(0);
    restarts.forget();
    vi.advanceTimersByTime(100_000);
    expect(restart).not.toHaveBeenCalled();
    expect(restarts.plan(0)).toBe(Date.now() + 100);
  });
});
