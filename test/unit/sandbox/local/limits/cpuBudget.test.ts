import { expect, test } from "vitest";
import { CpuBudget } from "../../../../../src/sandbox/local/limits/cpuBudget.ts";

/** Runs a tree that uses `cores` whenever it may, for ten seconds, and tells its average. */
function average(cpus: number, cores: number): number {
  const budget = new CpuBudget(cpus);
  let at = 0;
  let used = 0;
  while (at < 10_000) {
    used += cores * 100;
    at += 100;
    const pauseMs = budget.charge(cores * 100, 100);
    if (pauseMs === 0) continue;
    at += pauseMs;
    let rest = budget.charge(0, pauseMs);
    for (; rest > 0; rest = budget.charge(0, rest)) at += rest;
  }
  return used / at;
}

test.each([
  [0.1, 1],
  [0.5, 2],
  [1, 4],
  [2, 16],
])("a limit of %d cores holds on average against %d busy ones", (cpus, cores) => {
  expect(average(cpus, cores)).toBeLessThan(cpus * 1.08);
  expect(average(cpus, cores)).toBeGreaterThan(cpus * 0.9);
});

test("who uses no more than the limit never rests", () => {
  const budget = new CpuBudget(1);
  for (let turn = 0; turn < 1000; turn++) expect(budget.charge(100, 100)).toBe(0);
});

test("a short peak after a rest is free", () => {
  const budget = new CpuBudget(1);
  for (let turn = 0; turn < 20; turn++) budget.charge(0, 100);
  expect(budget.charge(400, 100)).toBe(0);
  expect(budget.charge(400, 100)).toBeGreaterThan(0);
});

test("no rest is longer than four tenths of a second", () => {
  expect(new CpuBudget(0.1).charge(100_000, 100)).toBe(400);
});
