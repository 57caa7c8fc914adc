import { mkdir, mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, test as base } from "vitest";
import { cgroupV2, plan } from "../../../../../src/sandbox/local/limits/cgroupV2.ts";

/** A hierarchy `mount/slice/scope` as plain files; `handedDown` is what the slice hands down. */
const test = base.extend<{
  hierarchy: (handedDown: string) => Promise<{ mount: string; folder: string }>;
}>({
  hierarchy: async ({}, use) => {
    const mount = await mkdtemp(join(tmpdir(), "cgroup-"));
    await use(async (handedDown) => {
      const folder = join(mount, "slice", "scope");
      await mkdir(folder, { recursive: true });
      for (const [group, names] of [
        [mount, ""],
        [join(mount, "slice"), handedDown],
        [folder, ""],
      ] as const) {
        await writeFile(join(group, "cgroup.procs"), "");
        await writeFile(join(group, "cgroup.type"), "domain\n");
        await writeFile(join(group, "cgroup.subtree_control"), `${names}\n`);
      }
      return { mount, folder };
    });
    await rm(mount, { recursive: true });
  },
});

test("groups are made in the nearest ancestor that hands controllers down", async ({
  hierarchy,
}) => {
  const found = await cgroupV2(await hierarchy("cpu io memory pids"));
  expect(found?.name).toBe("cgroup v2");
  expect([...(found?.holds ?? [])]).toEqual(["cpu", "memory", "processes"]);
});

test("what is not handed down is not promised", async ({ hierarchy }) => {
  const found = await cgroupV2(await hierarchy("memory pids"));
  expect([...(found?.holds ?? [])]).toEqual(["memory", "processes"]);
});

test("where nothing is handed down there is no mechanism", async ({ hierarchy }) => {
  expect(await cgroupV2(await hierarchy(""))).toBeUndefined();
  expect(await cgroupV2(undefined)).toBeUndefined();
});

test("limits become the values that the kernel reads", () => {
  const limits = { memoryMB: 64, cpus: 1.5, maxProcesses: 10 };
  expect(plan("/g", new Set(["memory", "processes", "cpu"]), limits).values).toEqual([
    { file: "memory.max", value: "67108864" },
    { file: "memory.swap.max", value: "0", optional: true },
    { file: "memory.oom.group", value: "1", optional: true },
    { file: "pids.max", value: "12" },
    { file: "cpu.max", value: "150000 100000" },
  ]);
  expect(plan("/g", new Set(["cpu"]), limits).values).toHaveLength(1);
});
