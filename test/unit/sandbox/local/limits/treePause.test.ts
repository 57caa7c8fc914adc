import { spawn } from "node:child_process";
import type { ChildProcess } from "node:child_process";
import { expect, test as base } from "vitest";
import { MemoryUse } from "../../../../../src/sandbox/local/limits/memoryUse.ts";
import { processTree } from "../../../../../src/sandbox/local/limits/processTable.ts";
import { TreePause } from "../../../../../src/sandbox/local/limits/treePause.ts";

const test = base.extend<{ start: (script: string) => ChildProcess }>({
  start: async ({}, use) => {
    const children: ChildProcess[] = [];
    await use((script) => {
      const child = spawn("/bin/sh", ["-c", script], { detached: true, stdio: "ignore" });
      children.push(child);
      return child;
    });
    for (const { pid } of children) if (pid !== undefined) process.kill(-pid, "SIGKILL");
  },
});

const states = (child: ChildProcess): string[] =>
  processTree([child.pid ?? 0]).map(({ state }) => state);

test("the whole tree is halted and goes on again", async ({ start }) => {
  const child = start("sleep 20 & sh -c 'sleep 20; :' & wait");
  await expect.poll(() => states(child)).toHaveLength(4);
  const pause = new TreePause();
  pause.begin([child.pid ?? 0]);
  await expect.poll(() => states(child)).toEqual(["T", "T", "T", "T"]);
  expect(pause.end()).toBe(true);
  await expect.poll(() => states(child).includes("T")).toBe(false);
  expect(pause.end()).toBe(false);
});

test("a tree that forks without rest is halted whole", async ({ start }) => {
  const child = start("i=0; while [ $i -lt 3000 ]; do sh -c : ; i=$((i+1)); done; sleep 20");
  const pause = new TreePause();
  await expect.poll(() => states(child).length).toBeGreaterThan(0);
  pause.begin([child.pid ?? 0]);
  // `D` is one that waits for its halted child to become another program.
  await expect.poll(() => states(child).filter((state) => !/[TD]/.test(state))).toEqual([]);
  pause.end();
});

test("who was halted before stays halted", async ({ start }) => {
  const child = start("kill -STOP $$; sleep 20");
  await expect.poll(() => states(child)).toEqual(["T"]);
  const pause = new TreePause();
  pause.begin([child.pid ?? 0]);
  pause.end();
  expect(states(child)).toEqual(["T"]);
});

test("what a process holds counts, what it maps from files does not", async () => {
  const rows = processTree([process.pid]).filter(({ pid }) => pid === process.pid);
  const resident = rows[0]?.residentBytes ?? 0;
  expect(await new MemoryUse(resident * 2).isOver(rows)).toBe(false);
  expect(await new MemoryUse(resident - 1).isOver(rows)).toBe(false);
  expect(await new MemoryUse(resident / 10).isOver(rows)).toBe(true);
});
