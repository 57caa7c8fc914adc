import { realpath } from "node:fs/promises";
import { describe, expect } from "vitest";
import { isWithin, realPathOf } from "../../../../src/sandbox/local/realPath.ts";
import { test } from "../../../fakes/folder.ts";

describe("realPathOf", () => {
  test("a path without links is itself", async ({ folder }) => {
    await folder.put({ "a/b/c": "" });
    expect(await realPathOf(folder.at("a/b/c"))).toEqual({ path: folder.at("a/b/c"), links: [] });
  });

  test("links are followed as the system does, and each is told", async ({ folder }) => {
    await folder.put({ "real/deep/file": "" });
    const relative = await folder.link("up/relative", "../real");
    const absolute = await folder.link("absolute", relative);
    const found = await realPathOf(`${absolute}/deep/file`);
    expect(found.path).toBe(await realpath(`${absolute}/deep/file`));
    expect(found.links).toEqual([absolute, relative]);
  });

  test("dots and doubled slashes are no links", async ({ folder }) => {
    await folder.put({ "a/b": "" });
    const found = await realPathOf(`${folder.path}//a/./../a/b`);
    expect(found).toEqual({ path: folder.at("a/b"), links: [] });
  });

  test("a link to nothing rejects", async ({ folder }) => {
    const link = await folder.link("dangling", "nowhere");
    await expect(realPathOf(link)).rejects.toMatchObject({ code: "ENOENT" });
  });

  test("links in a circle reject", async ({ folder }) => {
    await folder.link("a", "b");
    await folder.link("b", "a");
    await expect(realPathOf(folder.at("a"))).rejects.toMatchObject({ code: "ELOOP" });
  });
});

describe("isWithin", () => {
  test.for([
    ["/a", "/a", true],
    ["/a/b", "/a", true],
    ["/ab", "/a", false],
    ["/", "/a", false],
    ["/a", "/", true],
    ["/a", "/a/b", false],
  ] as const)("%s in %s: %s", ([path, folder, expected]) => {
    expect(isWithin(path, folder)).toBe(expected);
  });
});
