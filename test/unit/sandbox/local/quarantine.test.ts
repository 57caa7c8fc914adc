import { mkdir, readdir, readFile, rename, writeFile } from "node:fs/promises";
import { expect } from "vitest";
import { type Moved, Quarantine } from "../../../../src/sandbox/local/quarantine.ts";
import { test as base } from "../../../fakes/folder.ts";

interface Watched {
  readonly quarantine: Quarantine;
  readonly moved: Moved[];
  readonly path: string;
}

const test = base.extend<{ watched: Watched }>({
  watched: async ({ folder }, use) => {
    await folder.put({ "project/": "" });
    const moved: Moved[] = [];
    const path = folder.at("project/.mcp.json");
    const paths = [path, folder.at("project/.claude")];
    const quarantine = new Quarantine(folder.at("kept"), paths, (one) => moved.push(one));
    await use({ quarantine, moved, path });
    quarantine.dispose();
  },
});

test("a file that appears is moved away, whole", async ({ folder, watched }) => {
  await writeFile(watched.path, "{}");
  await expect.poll(() => watched.moved.length).toBe(1);
  expect(await readdir(folder.at("project"))).toEqual([]);
  expect(watched.moved[0]?.from).toBe(watched.path);
  expect(await readFile(watched.moved[0]?.to ?? "", "utf8")).toBe("{}");
});

test("so is a folder, and one that is moved in complete", async ({ folder, watched }) => {
  await folder.put({ "project/harmless/settings.json": "{}" });
  await rename(folder.at("project/harmless"), folder.at("project/.claude"));
  await expect.poll(() => watched.moved.length).toBe(1);
  expect(await readdir(folder.at("project"))).toEqual([]);
});

test("a second one of the name does not replace the first", async ({ folder, watched }) => {
  await writeFile(watched.path, "1");
  await expect.poll(() => watched.moved.length).toBe(1);
  await writeFile(watched.path, "2");
  await expect.poll(() => watched.moved.length).toBe(2);
  expect(await readdir(folder.at("kept"))).toHaveLength(2);
});

test("a file in a folder that is not there yet is moved away, the folder is not", async ({
  folder,
}) => {
  await folder.put({ "project/": "" });
  const moved: Moved[] = [];
  const paths = [folder.at("project/.github/workflows")];
  const quarantine = new Quarantine(folder.at("kept"), paths, (one) => moved.push(one));
  await folder.put({ "project/.github/workflows/ci.yml": "", "project/.github/other.md": "" });
  await expect.poll(() => moved.length).toBe(1);
  quarantine.dispose();
  expect(await readdir(folder.at("project/.github"))).toEqual(["other.md"]);
});

test("other names are left alone", async ({ folder, watched }) => {
  await folder.put({ "project/mcp.json": "", "project/sub/.mcp.json": "" });
  await watched.quarantine.check();
  expect(watched.moved).toEqual([]);
});

test("a last look finds what no event has told of", async ({ folder, watched }) => {
  await mkdir(folder.at("project/.claude"));
  await watched.quarantine.check();
  expect(await readdir(folder.at("project"))).toEqual([]);
});

test("after its end it moves nothing", async ({ folder, watched }) => {
  watched.quarantine.dispose();
  await writeFile(watched.path, "{}");
  await watched.quarantine.check();
  expect(await readdir(folder.at("project"))).toEqual([".mcp.json"]);
});

test("a place that is not there is nothing to watch", async ({ folder }) => {
  const quarantine = new Quarantine(folder.at("kept"), [folder.at("nowhere/.mcp.json")], () => {});
  await quarantine.check();
  quarantine.dispose();
  expect(await readdir(folder.path)).toEqual([]);
});
