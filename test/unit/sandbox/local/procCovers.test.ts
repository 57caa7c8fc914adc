import { expect, test } from "vitest";
import { procCovers } from "../../../../src/sandbox/local/procCovers.ts";

test("for root everything is covered that only root may read", async () => {
  const covered = await procCovers(true);
  expect(covered).toContain("/proc/kmsg");
  expect(covered).not.toContain("/proc/cpuinfo");
  for (const path of covered) expect(path).not.toMatch(/^\/proc\/(\d|self|thread-self)/);
});

test("for others the kernel's own modes do it", async () => {
  expect(await procCovers(false)).toEqual([]);
});
