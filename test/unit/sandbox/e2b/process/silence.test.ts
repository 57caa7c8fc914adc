import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { Silence } from "../../../../../src/sandbox/e2b/process/silence.ts";

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

function watched() {
  const told: string[] = [];
  const silence = new Silence({
    quietMs: 1000,
    answerMs: 500,
    ask: async () => void told.push("asked"),
    onDead: () => told.push("dead"),
  });
  return { silence, told };
}

test("a stream is dead when neither something sent nor a question is answered", async () => {
  const { silence, told } = watched();
  silence.sent();
  await vi.advanceTimersByTimeAsync(999);
  silence.sent();
  expect(told).toEqual([]);
  await vi.advanceTimersByTimeAsync(1);
  expect(told).toEqual(["asked"]);
  await vi.advanceTimersByTimeAsync(499);
  expect(told).toEqual(["asked"]);
  await vi.advanceTimersByTimeAsync(1);
  expect(told).toEqual(["asked", "dead"]);
  await vi.advanceTimersByTimeAsync(10_000);
  expect(told).toEqual(["asked", "dead"]);
});

test("a stream that answers the question lives, and is not asked for ever", async () => {
  const { silence, told } = watched();
  silence.sent();
  await vi.advanceTimersByTimeAsync(1100);
  silence.broken();
  await vi.advanceTimersByTimeAsync(10_000);
  expect(told).toEqual(["asked"]);
});

test("what is heard in time is no reason to ask, and time counts from the next that is sent", async () => {
  const { silence, told } = watched();
  for (let i = 0; i < 5; i++) {
    silence.sent();
    await vi.advanceTimersByTimeAsync(900);
    silence.broken();
  }
  silence.sent();
  await vi.advanceTimersByTimeAsync(999);
  expect(told).toEqual([]);
  await vi.advanceTimersByTimeAsync(1);
  expect(told).toEqual(["asked"]);
});

test("nothing is asked after the end", async () => {
  const { silence, told } = watched();
  silence.sent();
  silence.end();
  await vi.advanceTimersByTimeAsync(10_000);
  expect(told).toEqual([]);
});
