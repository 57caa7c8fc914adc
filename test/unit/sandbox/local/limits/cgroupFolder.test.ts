import { existsSync } from "node:fs";
import { mkdir, mkdtemp, readdir, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, test as base } from "vitest";
import {
  countIn,
  groupName,
  makeGroup,
  removeGroup,
  sweepGroups,
} from "../../../../../src/sandbox/local/limits/cgroupFolder.ts";

const test = base.extend<{ parent: string }>({
  parent: async ({}, use) => {
    const folder = await mkdtemp(join(tmpdir(), "groups-"));
    await use(folder);
    await rm(folder, { recursive: true });
  },
});

test("no two groups have the same name, and each names its maker", async () => {
  const names = [await groupName("one"), await groupName("one")];
  expect(new Set(names).size).toBe(2);
  for (const name of names)
    expect(name).toMatch(
      new RegExp(`^mcp-sandbox\\.\\d+\\.${process.pid}\\.\\d+\\.[0-9a-f]{8}\\.one$`),
    );
});

test("a value that may be missing does not stop the group, another one takes it away", async ({
  parent,
}) => {
  const folder = join(parent, "group");
  await makeGroup(folder, [
    { file: "pids.max", value: "7" },
    { file: "no/such/file", value: "1", optional: true },
  ]);
  expect(await readFile(join(folder, "pids.max"), "utf8")).toBe("7");
  const other = join(parent, "other");
  await expect(makeGroup(other, [{ file: "no/such/file", value: "1" }])).rejects.toThrow("ENOENT");
  expect(existsSync(other)).toBe(false);
});

test("a group that is gone counts as removed, one that stays does not", async ({ parent }) => {
  expect(await removeGroup(join(parent, "absent"))).toBe(true);
  await mkdir(join(parent, "full"));
  await writeFile(join(parent, "full", "file"), "");
  expect(await removeGroup(join(parent, "full"), 20)).toBe(false);
});

test("only groups of dead makers are swept away", async ({ parent }) => {
  const mine = await groupName("x");
  const dead = mine.replace(`.${process.pid}.`, ".999999999.");
  const foreign = dead.replace(/^mcp-sandbox\.\d+/, "mcp-sandbox.1");
  const others = ["somebody.else", "mcp-sandbox", "user.slice"];
  for (const name of [mine, dead, foreign, ...others]) await mkdir(join(parent, name));
  await sweepGroups(parent);
  const left = await readdir(parent);
  expect(left.toSorted()).toEqual([mine, foreign, ...others].toSorted());
  await sweepGroups(join(parent, "absent"));
});

test("a counter is read by its whole name, and is zero where it is absent", async ({ parent }) => {
  const file = join(parent, "memory.events");
  await writeFile(file, "oom 3\noom_kill 2\noom_group_kill 1\n");
  expect(await countIn(file, "oom_kill")).toBe(2);
  expect(await countIn(file, "max")).toBe(0);
  expect(await countIn(join(parent, "absent"), "max")).toBe(0);
});
