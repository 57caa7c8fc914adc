import { afterEach, beforeEach, expect, it, vi } from "vitest";
import { Idle } from "../../../src/mcp/idle.ts";

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

function idle() {
  const tell = vi.fn<() => void>();
  return { tell, idle: new Idle(tell) };
}

it("idleness is told once, when its time is over", () => {
  const { tell, idle: waiting } = idle();
  waiting.wait(100);
  vi.advanceTimersByTime(99);
  expect(tell).not.toHaveBeenCalled();
  vi.advanceTimersByTime(1000);
  expect(tell).toHaveBeenCalledOnce();
});

it("waiting anew begins anew, and an end ends it", () => {
  const { tell, idle: waiting } = idle();
  waiting.wait(100);
  vi.advanceTimersByTime(99);
  waiting.wait(100);
  vi.advanceTimersByTime(99);
  expect(tell).not.toHaveBeenCalled();
  waiting.end();
  vi.advanceTimersByTime(1000);
  expect(tell).not.toHaveBeenCalled();
});

it.each([0, -1, Infinity, 2 ** 31])("%d is for ever", (ms) => {
  const { tell, idle: waiting } = idle();
  waiting.wait(ms);
  vi.advanceTimersByTime(2 ** 31);
  expect(tell).not.toHaveBeenCalled();
});
