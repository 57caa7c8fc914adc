import { appendFile, readFile, stat } from "node:fs/promises";
import { expect } from "vitest";
import { WriteGrants } from "../../../../src/sandbox/local/writeGrants.ts";
import { test } from "../../../fakes/folder.ts";

test("a folder once granted is remembered by the next process too", async ({ folder }) => {
  await new WriteGrants(folder.at("data")).add(["/srv/project", "/odd\nname"]);
  const later = new WriteGrants(folder.at("data"));
  expect(await later.holding("/srv/project/link")).toBe("/srv/project");
  expect(await later.holding("/odd\nname/link")).toBe("/odd\nname");
  expect(await later.holding("/srv/projects")).toBeUndefined();
});

test("nothing is held before anything is granted", async ({ folder }) => {
  const grants = new WriteGrants(folder.at("data"));
  expect(await grants.holding("/work")).toBeUndefined();
  await grants.add([]);
  await expect(stat(folder.at("data"))).rejects.toMatchObject({ code: "ENOENT" });
});

test("granting twice is written down once", async ({ folder }) => {
  const grants = new WriteGrants(folder.path);
  await grants.add(["/a"]);
  await grants.add(["/a", "/b"]);
  expect((await readFile(folder.at("write-grants"), "utf8")).trim().split("\n")).toHaveLength(2);
});

test("a line cut off by a crash hides no other", async ({ folder }) => {
  const grants = new WriteGrants(folder.path);
  await grants.add(["/a"]);
  await appendFile(folder.at("write-grants"), '\n"/b');
  await grants.add(["/c"]);
  expect(await grants.holding("/a")).toBe("/a");
  expect(await grants.holding("/c")).toBe("/c");
});
