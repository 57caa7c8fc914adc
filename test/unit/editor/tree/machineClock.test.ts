import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { silent } from "../../../../src/base/log.ts";
import { MachineClock } from "../../../../src/editor/tree/machineClock.ts";
import type { Machine } from "../../../../src/sandbox/machines.ts";
import { Lines } from "../../../fakes/logs.ts";
import { MemoryMachines, machine } from "../../../fakes/memoryMachines.ts";

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

function setUp(found: readonly Machine[] = [machine("i1", { state: "running" })]) {
  const machines = new MemoryMachines(found);
  const refresh = vi.spyOn(machines, "refresh");
  const clock = new MachineClock(machines, silent);
  let ticks = 0;
  clock.onDidTick(() => void ticks++);
  return { machines, refresh, clock, ticks: () => ticks };
}

test("nothing is asked while nobody looks", async () => {
  const { machines, refresh } = setUp();
  machines.become([machine("i1", { state: "running" })]);
  await vi.advanceTimersByTimeAsync(60_000);
  expect(refresh).not.toHaveBeenCalled();
  expect(vi.getTimerCount()).toBe(0);
});

test("nothing is asked while nothing runs, not even of what is paused", async () => {
  const { refresh, clock } = setUp([machine("i1", { state: "paused" })]);
  clock.look(true);
  await vi.advanceTimersByTimeAsync(60_000);
  expect(refresh).not.toHaveBeenCalled();
});

test("it is asked at once and every 15 seconds while somebody looks and something runs", async () => {
  const { refresh, clock, ticks } = setUp();
  clock.look(true);
  await vi.advanceTimersByTimeAsync(44_000);
  expect(refresh).toHaveBeenCalledTimes(3);
  expect(ticks()).toBe(3);
  clock.look(false);
  await vi.advanceTimersByTimeAsync(60_000);
  expect(refresh).toHaveBeenCalledTimes(3);
});

test("it begins when something comes to run, and ends when that is gone", async () => {
  const { machines, refresh, clock } = setUp([]);
  clock.look(true);
  machines.become([machine("i1", { state: "idle" })]);
  await vi.advanceTimersByTimeAsync(1);
  expect(refresh).toHaveBeenCalledTimes(1);
  machines.become([machine("i1", { state: "paused" })]);
  expect(vi.getTimerCount()).toBe(0);
});

test("a slow answer is waited for, while the time goes on", async () => {
  const { refresh, clock, ticks } = setUp();
  let answer = (): void => {};
  refresh.mockImplementation(() => new Promise((resolve) => (answer = () => resolve([]))));
  clock.look(true);
  await vi.advanceTimersByTimeAsync(30_000);
  expect(refresh).toHaveBeenCalledTimes(1);
  expect(ticks()).toBe(3);
  answer();
  await vi.advanceTimersByTimeAsync(15_000);
  expect(refresh).toHaveBeenCalledTimes(2);
});

test("a service that does not answer is asked again, and only the log hears of it", async () => {
  const machines = new MemoryMachines([machine("i1", { state: "running" })]);
  const refresh = vi.spyOn(machines, "refresh").mockRejectedValue(new Error("down"));
  const log = new Lines();
  new MachineClock(machines, log).look(true);
  await vi.advanceTimersByTimeAsync(15_000);
  expect(refresh).toHaveBeenCalledTimes(2);
  expect(log.lines[0]).toBe("debug: The sandboxes could not be looked up: down");
});

test("nothing runs after disposing", () => {
  const { machines, clock } = setUp();
  clock.look(true);
  clock.dispose();
  machines.become([machine("i2", { state: "running" })]);
  expect(vi.getTimerCount()).toBe(0);
});
