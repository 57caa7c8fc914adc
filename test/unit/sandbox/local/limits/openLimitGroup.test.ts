import { expect, test } from "vitest";
import type { Log } from "../../../../../src/base/log.ts";
import { silent } from "../../../../../src/base/log.ts";
import type { Enforcer, Mechanism } from "../../../../../src/sandbox/local/limits/enforcer.ts";
import {
  limitCaveats,
  openLimitGroup,
} from "../../../../../src/sandbox/local/limits/openLimitGroup.ts";
import { properties } from "../../../../../src/sandbox/local/limits/systemdScope.ts";
import { defaultLimits } from "../../../../../src/sandbox/sandbox.ts";

function mechanism(
  enforcer: Partial<Enforcer>,
  open?: Mechanism["open"],
): () => Promise<Mechanism> {
  const made: Enforcer = {
    holds: new Set(["memory"]),
    prefix: ["before", "--"],
    script: "enter\n",
    exceeded: async () => undefined,
    [Symbol.asyncDispose]: async () => {},
    ...enforcer,
  };
  return async () => ({ name: "test", holds: made.holds, open: open ?? (async () => made) });
}

function heard(): { log: Log; lines: string[] } {
  const lines: string[] = [];
  return { lines, log: { ...silent, warn: (line) => void lines.push(line) } };
}

test("a mechanism's words come first and its commands before the program", async () => {
  await using group = await openLimitGroup(defaultLimits, {
    id: "x",
    log: silent,
    by: mechanism({}),
  });
  expect(group.outside.slice(0, 4)).toEqual(["before", "--", "/bin/sh", "-c"]);
  expect(group.outside[4]).toMatch(/^ulimit -c 0\n[^]*enter\nunset PWD OLDPWD SHLVL\nexec "\$@"$/);
  expect(group.caveats.join()).toContain(
    "number of processes and processor time cannot be held by the kernel here and are watched",
  );
});

test("what the mechanism has seen is told", async () => {
  const seen = { limit: "memory", message: "too much" } as const;
  const by = mechanism({ exceeded: async () => seen });
  await using group = await openLimitGroup(defaultLimits, { id: "x", log: silent, by });
  expect(await group.exceeded()).toBe(seen);
});

test("a mechanism that fails is replaced by the watchdog, and the log says so", async () => {
  const { log, lines } = heard();
  const by = mechanism({}, async () => {
    throw new Error("no room");
  });
  await using group = await openLimitGroup(defaultLimits, { id: "x", log, by });
  expect(group.outside.slice(0, 2)).toEqual(["/bin/sh", "-c"]);
  expect(group.caveats).toHaveLength(1);
  expect(lines.join()).toContain("no room");
});

test("closing never rejects; what could not be removed is logged", async () => {
  const { log, lines } = heard();
  const by = mechanism({
    [Symbol.asyncDispose]: async () => {
      throw new Error("still there");
    },
  });
  const group = await openLimitGroup(defaultLimits, { id: "x", log, by });
  await group[Symbol.asyncDispose]();
  expect(lines.join()).toContain("still there");
});

test.each([
  [[], []],
  [
    ["cpu"],
    [expect.stringContaining("Processor time cannot be held by the kernel here and is watched")],
  ],
  [["memory", "cpu"], [expect.stringContaining("Memory and processor time cannot")]],
] as const)("limits that are watched are named: %j", (watched, caveats) => {
  expect(limitCaveats(watched)).toEqual(caveats);
});

test("a scope's properties say the limits in systemd's words", () => {
  expect(properties({ memoryMB: 100, cpus: 0.5, maxProcesses: 10 })).toEqual([
    "MemoryMax=100M",
    "MemorySwapMax=0",
    "TasksMax=12",
    "CPUQuota=50%",
  ]);
});
