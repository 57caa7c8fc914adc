import { mkdir, readdir, readFile } from "node:fs/promises";
import { dirname } from "node:path";
import { expect } from "vitest";
import { settle } from "../../../../src/sandbox/folders/settle.ts";
import { type Folder, test } from "../../../fakes/folder.ts";

const names = Array.from({ length: 14 }, (_, index) => `file${index}`);

const holding = (text: string, at: string): Record<string, string> =>
  Object.fromEntries(names.map((name) => [`${at}/${name}`, text]));

const textsIn = async (folder: Folder, at: string): Promise<string[]> => {
  const found = await readdir(folder.at(at));
  return Promise.all(found.map((name) => readFile(folder.at(`${at}/${name}`), "utf8")));
};

test("what has moved goes back when one cannot", async ({ folder }) => {
  await folder.put({ ...holding("new", "stage/sub"), ...holding("old", "target/sub") });
  // As long as a path may be, so that what is replaced fits in by one digit and not by two.
  const deep = `${"x".repeat(200)}/`.repeat(19);
  const aside = folder.at(deep).slice(0, 4000).replace(/\/?$/, "/").padEnd(4093, "y");
  await mkdir(dirname(aside), { recursive: true });
  const settling = settle(folder.at("stage"), folder.at("target"), {
    aside,
    overwrite: true,
  });
  await expect(settling).rejects.toMatchObject({ code: "fileFailed" });
  expect(await textsIn(folder, "target/sub")).toEqual(names.map(() => "old"));
  expect(await textsIn(folder, "stage/sub")).toEqual(names.map(() => "new"));
});

test("nothing has moved when something is there already, and it is said how much", async ({
  folder,
}) => {
  await folder.put({
    ...holding("new", "stage"),
    "stage/more": "new",
    ...holding("old", "target"),
  });
  const options = { aside: folder.at("aside"), overwrite: false };
  await expect(settle(folder.at("stage"), folder.at("target"), options)).rejects.toMatchObject({
    code: "fileExists",
    message: expect.stringMatching(/target\/file\d+ is there already\. So are 13 more\.$/),
  });
  expect(await textsIn(folder, "target")).toEqual(names.map(() => "old"));
  expect((await readdir(folder.path)).toSorted()).toEqual(["stage", "target"]);
});

test("what was replaced is gone in the end", async ({ folder }) => {
  await folder.put({ ...holding("new", "stage"), ...holding("old", "target") });
  const options = { aside: folder.at("aside"), overwrite: true };
  await settle(folder.at("stage"), folder.at("target"), options);
  expect(await textsIn(folder, "target")).toEqual(names.map(() => "new"));
  expect((await readdir(folder.path)).toSorted()).toEqual(["stage", "target"]);
});
