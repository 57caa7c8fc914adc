import { spawnSync } from "node:child_process";
import { readdir, stat, writeFile } from "node:fs/promises";
import { expect } from "vitest";
import { Covers } from "../../../../src/sandbox/local/covers.ts";
import { test as base } from "../../../fakes/folder.ts";

const test = base.extend<{ covers: Covers; path: string }>({
  covers: async ({ folder }, use) => use(new Covers(folder.at("data"))),
  path: async ({ folder }, use) => {
    await folder.put({ "project/": "" });
    await use(folder.at("project/.vscode"));
  },
});

const isThere = (path: string): Promise<boolean> =>
  stat(path).then(
    (stats) => stats.isDirectory(),
    () => false,
  );

test("a cover stands until it is removed, and leaves nothing behind", async ({
  folder,
  covers,
  path,
}) => {
  expect(await covers.make(path)).toBe(true);
  expect(await isThere(path)).toBe(true);
  await covers.remove(path);
  expect(await isThere(path)).toBe(false);
  expect(await readdir(folder.at("data/covers"))).toEqual([]);
});

test("a cover stands until the last who needs it has gone", async ({ covers, path }) => {
  await covers.make(path);
  expect(await covers.make(path)).toBe(true);
  await covers.remove(path);
  expect(await isThere(path)).toBe(true);
  await covers.remove(path);
  expect(await isThere(path)).toBe(false);
});

test("two who ask at once get the same one", async ({ folder, covers, path }) => {
  const other = new Covers(folder.at("data"));
  const made = [covers.make(path), covers.make(path), other.make(path)];
  expect(await Promise.all(made)).toEqual([true, true, true]);
  await covers.remove(path);
  await covers.remove(path);
  expect(await isThere(path)).toBe(true);
  await other.remove(path);
  expect(await isThere(path)).toBe(false);
});

test("what somebody has put into it meanwhile stays", async ({ covers, path }) => {
  await covers.make(path);
  await writeFile(`${path}/settings.json`, "{}");
  await covers.remove(path);
  expect(await isThere(path)).toBe(true);
});

test("what was there before is no cover", async ({ folder, covers, path }) => {
  await folder.put({ "project/.vscode/": "" });
  expect(await covers.make(path)).toBe(false);
  expect(await readdir(folder.at("data/covers"))).toEqual([]);
});

test("where nobody may write nothing is made", async ({ folder, covers }) => {
  expect(await covers.make(folder.at("nowhere/.vscode"))).toBe(false);
});

test("what a process left that is no more is swept away", async ({ folder, covers, path }) => {
  const dead = spawnSync("/bin/true").pid;
  await folder.put({ "project/.vscode/": "", [`data/covers/0123.${dead}`]: path });
  await covers.sweep();
  expect(await isThere(path)).toBe(false);
  expect(await readdir(folder.at("data/covers"))).toEqual([]);
});

test("what another living process needs is neither swept away nor removed", async ({
  folder,
  covers,
  path,
}) => {
  await folder.put({ "project/.vscode/": "", [`data/covers/0123.${process.ppid}`]: path });
  await covers.sweep();
  expect(await isThere(path)).toBe(true);
  await covers.remove(path);
  expect(await isThere(path)).toBe(true);
});
