import { expect, test } from "vitest";
import { procCovers } from "../../../../src/sandbox/local/procCovers.ts";

test("settings of the kernel are covered whoever asks", async () => {
  for (const isRoot of [true, false]) {
    const { readOnly } = await procCovers(isRoot);
    expect(readOnly).toContain("/proc/sys");
    for (const path of readOnly)
      expect(path).not.toMatch(/^\/proc\/(\d|self|thread-self|net$|mounts)/);
  }
});

test("for root everything is covered that only root may read or write", async () => {
  const [root, user] = await Promise.all([procCovers(true), procCovers(false)]);
  expect(root.readOnly).toEqual(expect.arrayContaining(["/proc/bus", "/proc/fs", "/proc/irq"]));
  expect(root.empty).toContain("/proc/kmsg");
  expect(user.readOnly).not.toContain("/proc/irq");
  expect(user.empty).toEqual([]);
});
