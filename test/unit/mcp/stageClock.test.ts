import { afterEach, beforeEach, expect, it, vi } from "vitest";
import { StageClock } from "../../../src/mcp/stageClock.ts";

beforeEach(() => void vi.useFakeTimers({ now: 100 }));
afterEach(() => void vi.useRealTimers());

it("a stage lasts until the next one, and the last one until the end", () => {
  const clock = new StageClock();
  clock.enter("sandbox");
  vi.advanceTimersByTime(10);
  clock.enter("spawn");
  vi.advanceTimersByTime(5);
  expect(clock.stages).toEqual([
    { stage: "sandbox", startedAt: 100, durationMs: 10 },
    { stage: "spawn", startedAt: 110 },
  ]);
  expect(clock.end()[1]).toEqual({ stage: "spawn", startedAt: 110, durationMs: 5 });
  vi.advanceTimersByTime(50);
  expect(clock.end()[1]).toMatchObject({ durationMs: 5 });
});

it("what was shown before does not change afterwards", () => {
  const clock = new StageClock();
  clock.enter("sandbox");
  const shown = clock.stages;
  clock.enter("spawn");
  expect(shown).toEqual([{ stage: "sandbox", startedAt: 100 }]);
});
