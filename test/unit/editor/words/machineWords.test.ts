import { describe, expect, test } from "vitest";
import {
  endedWords,
  keyWorksWords,
  lifeWords,
  machineName,
  machineWords,
  serversOf,
} from "../../../../src/editor/words/machineWords.ts";
import type { Machine } from "../../../../src/sandbox/machines.ts";
import { machine } from "../../../fakes/memoryMachines.ts";

const minutes = 60_000;
const now = 100 * minutes;
const one = (wish: Partial<Machine> = {}) =>
  machine("i1", { startedAt: now - 12 * minutes, mine: true, ...wish });

describe("what becomes of a machine", () => {
  test.each<[string, Partial<Machine>, string]>([
    ["in use", { state: "running", endsAt: now + 4.9 * minutes }, "pauses in 4 min"],
    ["that ends", { state: "running", endsAt: now + 55_000, onEnd: "kill" }, "ends in 50 s"],
    ["idle", { state: "idle", endsAt: now + 50_000 }, "idle, pauses in 50 s"],
    ["whose time is over", { state: "idle", endsAt: now - 1 }, "idle, pauses now"],
    ["without an end", { state: "idle" }, "idle"],
    ["in use without an end", { state: "running" }, "running"],
    ["paused", { state: "paused" }, "paused"],
    ["that comes", { state: "starting" }, "starting"],
    ["that goes", { state: "leaving", endsAt: now + 1 }, "closing"],
    [
      "that others may use",
      { state: "idle", mine: false, endsAt: now + 2 * minutes },
      "not used here, pauses in 2 min",
    ],
  ])("%s", (_, wish, words) => {
    expect(lifeWords(one(wish), now)).toBe(words);
  });
});

describe("a machine on one line", () => {
  test("tells age, use and the proved network", () => {
    const wish: Partial<Machine> = {
      state: "running",
      endsAt: now + 4 * minutes,
      network: "proved",
      memoryMB: 512,
      usage: { cpuPercent: 3.4, memoryMB: 309.7 },
    };
    expect(machineWords(one(wish), now)).toBe(
      "pauses in 4 min · 12 min old · CPU 3 % · 310 of 512 MB · restricted, proved from inside",
    );
  });

  test("tells its size where its use is not known", () => {
    const words = machineWords(one({ state: "running", cpus: 2, memoryMB: 512 }), now);
    expect(words).toBe("running · 12 min old · 2 cores · 512 MB");
  });

  test("calls no network restricted that nobody has tried", () => {
    const words = machineWords(one({ state: "running", network: "restricted" }), now);
    expect(words).toContain("network rule not proved yet");
    expect(words).not.toContain("restricted");
  });

  test("says it loud when the service ignores the rule", () => {
    expect(machineWords(one({ state: "idle", network: "ignored" }), now)).toContain(
      "this service ignores the network rule!",
    );
  });

  test("says nothing of the use of one that is paused", () => {
    const usage = { cpuPercent: 1, memoryMB: 2 };
    expect(machineWords(one({ state: "paused", usage, network: "proved" }), now)).toBe(
      "paused · 12 min old",
    );
  });
});

test("a template's name cannot hide anything", () => {
  expect(machineName({ template: "ba\u202ese\n" })).toBe(String.raw`microVM ba\u{202e}se`);
});

test("servers are named without the hash of their sandbox", () => {
  const specs = ["files-0123456789", "time-abcdefabcd", "files-1111111111", "own-id"];
  expect(serversOf({ specs })).toBe("files, time, own-id");
});

describe("what was ended", () => {
  const found = [one(), machine("i2", { template: "py" })];

  test("is named", () => {
    expect(endedWords(found, ["i1", "i2"])).toBe("Ended microVM base (i1), microVM py (i2).");
  });

  test("is told apart from what was gone already", () => {
    expect(endedWords(found, ["i2"])).toBe("Ended microVM py (i2). 1 microVM was gone already.");
    expect(endedWords(found, [])).toBe("Nothing was ended. 2 microVMs were gone already.");
  });
});

test("a key that works tells what was found with it", () => {
  expect(keyWorksWords(0)).toBe("The E2B API key works.");
  expect(keyWorksWords(1)).toBe("The E2B API key works. 1 microVM of this workspace is there.");
});
