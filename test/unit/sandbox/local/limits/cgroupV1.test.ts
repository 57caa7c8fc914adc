import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, test } from "vitest";
import { cgroupV1, plans } from "../../../../../src/sandbox/local/limits/cgroupV1.ts";

const limits = { memoryMB: 64, cpus: 0.5, maxProcesses: 10 };

test("each controller gets a folder in its own hierarchy", () => {
  const made = plans(
    new Map([
      ["memory", "/m"],
      ["processes", "/p"],
      ["cpu", "/c"],
    ] as const),
    limits,
  );
  expect(made.map(({ parent }) => parent)).toEqual(["/m", "/p", "/c"]);
  expect(made.flatMap(({ values }) => values)).toEqual([
    { file: "memory.limit_in_bytes", value: "67108864" },
    { file: "memory.memsw.limit_in_bytes", value: "67108864", optional: true },
    { file: "pids.max", value: "12" },
    { file: "cpu.cfs_period_us", value: "100000" },
    { file: "cpu.cfs_quota_us", value: "50000", optional: true },
  ]);
});

test("controllers in one hierarchy share the folder", () => {
  const made = plans(
    new Map([
      ["memory", "/all"],
      ["processes", "/all"],
    ] as const),
    limits,
  );
  expect(made).toHaveLength(1);
  expect(made[0]?.counters.map(({ file }) => file)).toEqual(["memory.oom_control", "pids.events"]);
});

test("only folders that can be written to are used", async () => {
  const folder = await mkdtemp(join(tmpdir(), "cgroup-"));
  try {
    const found = await cgroupV1(
      new Map([
        ["memory", folder],
        ["pids", join(folder, "absent")],
      ]),
    );
    expect([...(found?.holds ?? [])]).toEqual(["memory"]);
    expect(await cgroupV1(new Map([["freezer", folder]]))).toBeUndefined();
  } finally {
    await rm(folder, { recursive: true });
  }
});
