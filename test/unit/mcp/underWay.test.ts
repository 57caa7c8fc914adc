import { describe, expect, it, vi } from "vitest";
import { UnderWay } from "../../../src/mcp/underWay.ts";

describe("requests under way", () => {
  it("are told when their time is over, and only then", async () => {
    vi.useFakeTimers();
    const told: string[] = [];
    const underWay = new UnderWay();
    underWay.begin(100, undefined, () => told.push("late"));
    underWay.begin(100, undefined, () => told.push("answered")).end();
    const moving = underWay.begin(100, undefined, () => told.push("moving"));
    vi.advanceTimersByTime(99);
    moving.restart();
    vi.advanceTimersByTime(99);
    expect(told).toEqual(["late"]);
    vi.advanceTimersByTime(1);
    expect(told).toEqual(["late", "moving"]);
    vi.useRealTimers();
  });

  it("do not run out of time while a question is open, and begin anew afterwards", async () => {
    vi.useFakeTimers();
    const told: string[] = [];
    const underWay = new UnderWay();
    const before = underWay.begin(100, undefined, () => told.push("before"));
    const answers: (() => void)[] = [];
    const ask = () => underWay.hold(() => new Promise<void>((resolve) => answers.push(resolve)));
    const [first, second] = [ask(), ask()];
    underWay.begin(100, undefined, () => told.push("during"));
    before.restart();
    vi.advanceTimersByTime(1000);
    answers[0]?.();
    await first;
    vi.advanceTimersByTime(1000);
    expect(told).toEqual([]);
    answers[1]?.();
    await second;
    vi.advanceTimersByTime(99);
    expect(told).toEqual([]);
    vi.advanceTimersByTime(1);
    expect(told).toEqual(["before", "during"]);
    vi.useRealTimers();
  });

  it("run on after a question that failed, and not when they are over", async () => {
    vi.useFakeTimers();
    const told: string[] = [];
    const underWay = new UnderWay();
    underWay.begin(100, undefined, () => told.push("under way"));
    const over = underWay.begin(100, undefined, () => told.push("over"));
    const failing = underWay.hold(() => Promise.reject(new Error("No.")));
    over.end();
    over.restart();
    await expect(failing).rejects.toThrow("No.");
    vi.advanceTimersByTime(100);
    expect(told).toEqual(["under way"]);
    vi.useRealTimers();
  });

  it("name the call that a question comes from only when there is no other", () => {
    const underWay = new UnderWay();
    const begin = (id?: string) =>
      underWay.begin(100, id === undefined ? undefined : { id, signal: undefined }, () => {});
    const all = [begin(), begin("a")];
    expect(underWay.onlyCall?.id).toBe("a");
    all.push(begin("b"));
    expect(underWay.onlyCall).toBeUndefined();
    all[1]?.end();
    expect(underWay.onlyCall?.id).toBe("b");
    for (const request of all) request.end();
    expect(underWay.onlyCall).toBeUndefined();
  });
});
