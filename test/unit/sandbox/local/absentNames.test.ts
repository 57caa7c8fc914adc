import { renameSync } from "node:fs";
import { mkdir, readdir, readFile, rename, rm, writeFile } from "node:fs/promises";
import { expect } from "vitest";
import { AbsentNames } from "../../../../src/sandbox/local/absentNames.ts";
import { type Moved, Quarantine } from "../../../../src/sandbox/local/quarantine.ts";
import { test as base } from "../../../fakes/folder.ts";

interface Watched {
  readonly names: AbsentNames;
  readonly moved: Moved[];
  readonly path: string;
}

const test = base.extend<{ watched: Watched }>({
  watched: async ({ folder }, use) => {
    await folder.put({ "project/": "" });
    const moved: Moved[] = [];
    const path = folder.at("project/.mcp.json");
    const paths = [path, folder.at("project/.claude"), folder.at("project/.github/workflows")];
    const names = new AbsentNames(
      paths,
      new Quarantine(folder.at("kept"), (one) => moved.push(one)),
    );
    await use({ names, moved, path });
    names.dispose();
  },
});

test("a file that appears is moved away, whole", async ({ folder, watched }) => {
  await writeFile(watched.path, "{}");
  await expect.poll(() => watched.moved.length, { timeout: 9000 }).toBe(1);
  expect(await readdir(folder.at("project"))).toEqual([]);
  expect(watched.moved[0]?.from).toBe(watched.path);
  expect(await readFile(watched.moved[0]?.to ?? "", "utf8")).toBe("{}");
});

test("so is a folder, and one that is moved in complete", async ({ folder, watched }) => {
  await folder.put({ "project/harmless/settings.json": "{}" });
  await rename(folder.at("project/harmless"), folder.at("project/.claude"));
  await expect.poll(() => watched.moved.length, { timeout: 9000 }).toBe(1);
  expect(await readdir(folder.at("project"))).toEqual([]);
});

test("a second one of the name does not replace the first", async ({ folder, watched }) => {
  await writeFile(watched.path, "1");
  await expect.poll(() => watched.moved.length, { timeout: 9000 }).toBe(1);
  await writeFile(watched.path, "2");
  await expect.poll(() => watched.moved.length, { timeout: 9000 }).toBe(2);
  expect(await readdir(folder.at("kept"))).toHaveLength(2);
});

test("a file in a folder that is not there yet is moved away, the folder is not", async ({
  folder,
  watched,
}) => {
  for (const round of [1, 2]) {
    await folder.put({ "project/.github/workflows/ci.yml": "", "project/.github/other.md": "" });
    await expect.poll(() => watched.moved.length, { timeout: 9000 }).toBe(2 * round - 1);
    expect(await readdir(folder.at("project/.github"))).toEqual(["other.md"]);
    await rm(folder.at("project/.github"), { recursive: true });
    await writeFile(watched.path, "{}");
    await expect.poll(() => watched.moved.length, { timeout: 9000 }).toBe(2 * round);
  }
});

test("other names are left alone", async ({ folder, watched }) => {
  await folder.put({ "project/mcp.json": "", "project/sub/.mcp.json": "" });
  await watched.names.check();
  expect(watched.moved).toEqual([]);
});

test("a flood of other changes does not hide one that matters", async ({ folder, watched }) => {
  await folder.put({ "project/a": "" });
  for (let round = 0; round < 10_000; round++) {
    renameSync(folder.at("project/a"), folder.at("project/b"));
    renameSync(folder.at("project/b"), folder.at("project/a"));
  }
  await writeFile(watched.path, "{}");
  await watched.names.check();
  expect(await readdir(folder.at("project"))).toEqual(["a"]);
});

test("a last look finds what no event has told of", async ({ folder, watched }) => {
  await mkdir(folder.at("project/.claude"));
  await watched.names.check();
  expect(await readdir(folder.at("project"))).toEqual([]);
});

test("after its end it moves nothing", async ({ folder, watched }) => {
  watched.names.dispose();
  await writeFile(watched.path, "{}");
  await watched.names.check();
  expect(await readdir(folder.at("project"))).toEqual([".mcp.json"]);
});

test("a place that is not there is nothing to watch", async ({ folder }) => {
  const quarantine = new Quarantine(folder.at("kept"), () => {});
  const names = new AbsentNames([folder.at("nowhere/at/all/.mcp.json")], quarantine);
  await names.check();
  names.dispose();
  expect(await readdir(folder.path)).toEqual([]);
});

test("what cannot be moved is left, and nothing is told", async ({ folder }) => {
  await folder.put({ kept: "a file, not a folder", thing: "" });
  const moved: Moved[] = [];
  const quarantine = new Quarantine(folder.at("kept"), (one) => moved.push(one));
  await quarantine.take(folder.at("thing"));
  expect(moved).toEqual([]);
  expect(await readdir(folder.path)).toContain("thing");
});
