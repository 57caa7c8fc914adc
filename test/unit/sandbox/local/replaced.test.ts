import { rename, rm, writeFile } from "node:fs/promises";
import { expect } from "vitest";
import { Replaced } from "../../../../src/sandbox/local/replaced.ts";
import { test as base } from "../../../fakes/folder.ts";

const test = base.extend<{ told: string[]; path: string }>({
  path: async ({ folder }, use) => {
    await folder.put({ "project/.mcp.json": "old", "project/other": "" });
    await use(folder.at("project/.mcp.json"));
  },
  told: async ({ path }, use) => {
    const told: string[] = [];
    const replaced = new Replaced([path, `${path}.absent`], (one) => told.push(one));
    await use(told);
    replaced.dispose();
  },
});

test("a file that another takes the place of is told of, once", async ({ folder, path, told }) => {
  for (const content of ["new", "newer"]) {
    await folder.put({ "project/.tmp": content });
    await rename(folder.at("project/.tmp"), path);
    await expect.poll(() => told).toEqual([path]);
  }
});

test("so is one that is deleted and made anew", async ({ folder, path, told }) => {
  // Kept open by a second name, so that its number is not given out again.
  await rename(path, folder.at("project/kept"));
  await writeFile(path, "new");
  await expect.poll(() => told).toEqual([path]);
  await rm(folder.at("project/kept"));
});

test("so is one that is deleted, and one that no event has told of", async ({ path, told }) => {
  await rm(path);
  await expect.poll(() => told).toEqual([path]);
  const later: string[] = [];
  const replaced = new Replaced([path], (one) => later.push(one));
  replaced.dispose();
  await writeFile(path, "new");
  await replaced.check();
  expect(later).toEqual([path]);
});

test("a change of its content, or of what lies beside it, is not", async ({
  folder,
  path,
  told,
}) => {
  await writeFile(path, "changed");
  await writeFile(folder.at("project/other"), "changed");
  await folder.put({ "project/last": "" });
  await rename(folder.at("project/last"), `${path}.absent`);
  // Told after all that went before.
  await expect.poll(() => told).toEqual([`${path}.absent`]);
});

test("a place that is not there has nothing to tell", async ({ folder }) => {
  new Replaced([folder.at("nowhere/.mcp.json")], () => {}).dispose();
});
