import { spawn } from "node:child_process";
import { expect, test } from "vitest";
import {
  parseStat,
  processTree,
  startOf,
} from "../../../../../src/sandbox/local/limits/processTable.ts";

const onLinux = test.skipIf(process.platform !== "linux");

test("a name with parentheses and blanks does not move the fields", () => {
  const line =
    "77 (a) R (b) 1) S 5 77 77 0 -1 4194304 100 0 0 0 12 3 4 1 20 0 7 0 9001 1000000 250 18446744073709551615";
  const row = parseStat(line);
  expect(row).toMatchObject({
    pid: 77,
    parent: 5,
    state: "S",
    threads: 7,
    cpuMs: 200,
    start: 9001,
  });
  expect(row.residentBytes % 250).toBe(0);
});

onLinux("a tree holds the process, its children and theirs", async () => {
  const child = spawn("/bin/sh", ["-c", "sh -c 'sleep 5 & wait' & wait"], { detached: true });
  const root = child.pid ?? 0;
  try {
    await expect.poll(() => processTree([root]).length).toBe(3);
    const rows = processTree([root]);
    expect(rows[0]?.parent).toBe(process.pid);
    expect(rows.every((row) => row.threads === 1)).toBe(true);
    // A process that is just becoming another program has nothing in memory.
    await expect.poll(() => processTree([root]).every((row) => row.residentBytes > 0)).toBe(true);
  } finally {
    process.kill(-root, "SIGKILL");
  }
  await expect.poll(() => processTree([root])).toEqual([]);
});

onLinux("a process that is gone has no start", () => {
  expect(startOf(process.pid)).toBeGreaterThan(0);
  expect(startOf(999_999_999)).toBeUndefined();
});

onLinux("its own resident memory is about what Node says", () => {
  const row = processTree([process.pid])[0];
  const ratio = (row?.residentBytes ?? 0) / process.memoryUsage.rss();
  expect(ratio).toBeGreaterThan(0.8);
  expect(ratio).toBeLessThan(1.25);
});
