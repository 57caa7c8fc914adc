import { expect, test } from "vitest";
import { count } from "../../../../src/editor/words/count.ts";
import { duration, elapsed, roughly } from "../../../../src/editor/words/duration.ts";

test.each([
  [0, "0 ms"],
  [-5, "0 ms"],
  [999.4, "999 ms"],
  [1000, "1.0 s"],
  [1234, "1.2 s"],
  [9949, "9.9 s"],
  [9950, "10 s"],
  [59_400, "59 s"],
  [60_000, "1 min"],
  [125_000, "2 min 5 s"],
  [3_600_000, "1 h"],
  [3_780_000, "1 h 3 min"],
])("%d ms lasts %s", (ms, words) => {
  expect(duration(ms)).toBe(words);
});

test.each([
  [-1, "0 s"],
  [999, "0 s"],
  [1999, "1 s"],
  [61_000, "1 min 1 s"],
])("a clock shows %d ms as %s", (ms, words) => {
  expect(elapsed(ms)).toBe(words);
});

test.each([
  [-1, "a few seconds"],
  [9_999, "a few seconds"],
  [10_000, "10 s"],
  [59_999, "50 s"],
  [60_000, "1 min"],
  [299_000, "4 min"],
  [3_600_000, "1 h"],
  [4_800_000, "1 h 20 min"],
  [47 * 3_600_000, "47 h"],
  [50 * 3_600_000, "2 days"],
])("%d ms are roughly %s", (ms, words) => {
  expect(roughly(ms)).toBe(words);
});

test("counts with the right number of the noun", () => {
  expect([0, 1, 2].map((number) => count(number, "tool"))).toEqual([
    "no tools",
    "1 tool",
    "2 tools",
  ]);
});
