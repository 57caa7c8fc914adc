import { describe, expect } from "vitest";
import type { Files } from "../../../../src/sandbox/files.ts";
import { run } from "../../../fakes/jails.ts";
import { kinds, testOf } from "./contractTest.ts";

const bytes = (text: string): Uint8Array => Buffer.from(text);

async function textOf(files: Files, path: string): Promise<string> {
  return Buffer.from(await files.read(path)).toString();
}

async function namesIn(files: Files, path: string): Promise<string[]> {
  return (await files.list(path)).map(({ name }) => name).toSorted();
}

/** Puts files there, by path. */
async function put(files: Files, all: Readonly<Record<string, string>>): Promise<void> {
  for (const [path, text] of Object.entries(all)) await files.write(path, bytes(text));
}

const odd = [
  " two words, edge ",
  "-rf",
  "line\nline\n",
  "\n81a4 5 1.0 made up",
  "'quoted' \"twice\" $HOME `x` \\ * ? [a]",
  "~",
  "...",
  `ä 😀 ア${"x".repeat(200)}`,
];

describe.each(kinds)("a file $name", (kind) => {
  const test = testOf(kind);

  test("is read as it was written, each byte of it", async ({ sandbox: { files } }) => {
    const data = Uint8Array.from({ length: 300_000 }, (_, index) => (index * 7) % 256);
    await files.write("deep/er/data", data);
    expect(Buffer.from(await files.read("deep/er/data")).equals(data)).toBe(true);
    await files.write("deep/er/data", bytes("less"));
    expect(await textOf(files, "deep/er/data")).toBe("less");
    await files.write("deep/er/data", bytes(""));
    expect(await files.read("deep/er/data")).toHaveLength(0);
  });

  test("may be large", async ({ sandbox: { files } }) => {
    const data = Buffer.alloc(20_000_000, "a line of text\n");
    await files.write("large", data);
    expect((await files.stat("large")).size).toBe(data.length);
    expect(Buffer.from(await files.read("large")).equals(data)).toBe(true);
  });

  test("tells what it is", async ({ sandbox: { files } }) => {
    const before = Date.now() - 10_000;
    await files.write("folder/note", bytes("12345"));
    const { path } = await files.stat("");
    const info = { name: "note", path: `${path}/folder/note`, kind: "file", size: 5 };
    for (const name of ["folder/note", "./folder/../folder/note", `${path}/folder/note`])
      expect(await files.stat(name)).toMatchObject(info);
    expect((await files.stat("folder/note")).modifiedAt).toBeGreaterThan(before);
    expect((await files.stat("folder/note")).modifiedAt).toBeLessThan(before + 60_000);
    expect(await files.stat("folder/")).toMatchObject({
      ...{ name: "folder", path: `${path}/folder`, kind: "folder", size: 0 },
    });
  });

  test("may have any name", async ({ sandbox: { files } }) => {
    for (const name of odd) await files.write(`${name}/${name}`, bytes(name));
    expect(await namesIn(files, "./")).toEqual(expect.arrayContaining(odd));
    for (const name of odd) {
      const [info, ...others] = await files.list(name);
      expect(others).toEqual([]);
      expect(info).toMatchObject({ name, kind: "file", size: Buffer.byteLength(name) });
      await files.move(`${name}/${name}`, `moved/${name}`);
    }
    const moved = await files.list("moved");
    expect(moved.map(({ name }) => name).toSorted()).toEqual(odd.toSorted());
    for (const { name, path } of moved) expect(await textOf(files, path)).toBe(name);
    for (const name of odd.slice(0, 4)) await files.remove(`moved/${name}`);
    expect(await namesIn(files, "moved")).toEqual(odd.slice(4).toSorted());
  });

  test("that is not there is told of as such", async ({ sandbox: { files } }) => {
    const none = "no/such";
    const calls = [
      () => files.stat(none),
      () => files.list(none),
      () => files.read(none),
      () => files.move(none, "other"),
      () => files.remove(none),
    ];
    for (const call of calls)
      await expect(call()).rejects.toMatchObject({
        code: "fileNotFound",
        message: expect.stringContaining(none),
      });
  });

  test("is no folder", async ({ sandbox: { files } }) => {
    await files.write("file", bytes("x"));
    const calls = [() => files.list("file"), () => files.write("file/below", bytes("x"))];
    for (const call of calls)
      await expect(call()).rejects.toMatchObject({
        code: "fileFailed",
        message: expect.stringMatching(/file.* cannot be (listed|written|a folder): ./),
      });
    await expect(files.makeDir("file")).rejects.toMatchObject({ code: "fileExists" });
    expect(await textOf(files, "file")).toBe("x");
  });

  test("cannot have a NUL in its path", async ({ sandbox: { files } }) => {
    if (!kind.isReal) return;
    await expect(files.read("a\0b")).rejects.toMatchObject({ code: "fileFailed" });
    await expect(files.move("", "a\0b")).rejects.toMatchObject({ code: "fileFailed" });
  });
});

describe.each(kinds)("a folder $name", (kind) => {
  const test = testOf(kind);

  test("tells what is directly in it", async ({ sandbox: { files } }) => {
    await put(files, { "top/a": "1", "top/.hidden": "22", "top/sub/b": "333" });
    const listed = await files.list("top");
    const told = listed.map(({ name, kind: what, size }) => `${name} ${what} ${size}`);
    expect(told.toSorted()).toEqual([".hidden file 2", "a file 1", "sub folder 0"]);
    for (const info of listed) expect(await files.stat(info.path)).toEqual(info);
    await files.remove("top/sub/b");
    expect(await files.list("top/sub")).toEqual([]);
  });

  test("is made with those above it, once or again", async ({ sandbox: { files } }) => {
    await files.makeDir("x/y/z");
    await files.makeDir("x/y/z");
    await files.makeDir("x/y");
    expect(await namesIn(files, "x/y")).toEqual(["z"]);
  });

  test("is no file", async ({ sandbox: { files } }) => {
    await files.makeDir("folder");
    const calls = [() => files.read("folder"), () => files.write("folder", bytes("x"))];
    for (const call of calls) await expect(call()).rejects.toMatchObject({ code: "fileFailed" });
    expect(await files.stat("folder")).toMatchObject({ kind: "folder" });
  });

  test("is removed with all that is in it", async ({ sandbox: { files } }) => {
    await put(files, { "gone/a": "1", "gone/b/c": "2", "gone too": "3" });
    await files.remove("gone");
    await expect(files.stat("gone/b/c")).rejects.toMatchObject({ code: "fileNotFound" });
    expect(await textOf(files, "gone too")).toBe("3");
  });
});

describe.each(kinds)("moving $name", (kind) => {
  const test = testOf(kind);

  test("takes a file or a folder along, and makes the folders above", async ({
    sandbox: { files },
  }) => {
    await put(files, { file: "1", "folder/in/it": "2" });
    await files.move("file", "new/place/file");
    await files.move("folder", "new/folder");
    expect(await textOf(files, "new/place/file")).toBe("1");
    expect(await textOf(files, "new/folder/in/it")).toBe("2");
    for (const gone of ["file", "folder"])
      await expect(files.stat(gone)).rejects.toMatchObject({ code: "fileNotFound" });
  });

  test("replaces nothing unless it is told to", async ({ sandbox: { files } }) => {
    await put(files, { a: "a", b: "b", "one/x": "1", "two/y": "2" });
    for (const [from, to] of [
      ["a", "b"],
      ["one", "two"],
      ["a", "two"],
      ["one", "b"],
    ] as const) {
      await expect(files.move(from, to)).rejects.toMatchObject({
        code: "fileExists",
        message: `${to} is there already.`,
      });
    }
    expect(
      await Promise.all(["a", "b", "one/x", "two/y"].map((path) => textOf(files, path))),
    ).toEqual(["a", "b", "1", "2"]);
  });

  test("replaces files and folders by either when told to", async ({ sandbox: { files } }) => {
    await put(files, { a: "a", b: "b", "one/x": "1", "two/y": "2", c: "c" });
    const overwrite = { overwrite: true };
    await files.move("a", "b", overwrite);
    expect(await textOf(files, "b")).toBe("a");
    await files.move("one", "two", overwrite);
    expect(await namesIn(files, "two")).toEqual(["x"]);
    await files.move("c", "two", overwrite);
    expect(await textOf(files, "two")).toBe("c");
    await files.makeDir("three/z");
    await files.move("three", "b", overwrite);
    expect(await namesIn(files, "b")).toEqual(["z"]);
    const left = await namesIn(files, "");
    expect(left.filter((name) => /^(a|b|c|one|two|three)/.test(name))).toEqual(["b", "two"]);
  });

  test("onto itself changes nothing, and into itself fails", async ({ sandbox: { files } }) => {
    await put(files, { "own/file": "1", "own/sub/file": "2" });
    const { path } = await files.stat("own");
    await files.move("own", path);
    await files.move("own", path, { overwrite: true });
    await expect(files.move("own", "own/sub/own")).rejects.toMatchObject({ code: "fileFailed" });
    await expect(files.move("own/sub", "own", { overwrite: true })).rejects.toMatchObject({
      name: "Failure",
    });
    expect(await textOf(files, "own/file")).toBe("1");
    expect(await textOf(files, "own/sub/file")).toBe("2");
  });
});

describe.each(kinds.filter(({ isReal }) => isReal))("a link $name", (kind) => {
  const test = testOf(kind);

  test("is told of with what it leads to, and read and written through", async ({ sandbox }) => {
    const { files } = sandbox;
    await put(files, { "place/file": "behind" });
    await run(sandbox, kind.programs.link("place/file", "toFile"));
    await run(sandbox, kind.programs.link("place", "toFolder"));
    await run(sandbox, kind.programs.link("nowhere", "broken"));
    expect(await files.stat("toFile")).toMatchObject({ kind: "link", target: "file" });
    expect(await files.stat("toFolder")).toMatchObject({ kind: "link", target: "folder" });
    expect((await files.stat("broken")).kind).toBe("link");
    expect((await files.stat("broken")).target).toBeUndefined();
    const listed = (await files.list("")).filter(({ kind: what }) => what === "link");
    for (const info of listed) expect(await files.stat(info.name)).toEqual(info);
    expect(listed.map(({ name }) => name)).toEqual(expect.arrayContaining(["toFile", "toFolder"]));
    expect(await textOf(files, "toFolder/file")).toBe("behind");
    await files.write("toFile", bytes("changed"));
    expect(await textOf(files, "place/file")).toBe("changed");
    expect((await files.stat("toFile")).kind).toBe("link");
    await expect(files.read("broken")).rejects.toMatchObject({ code: "fileNotFound" });
  });

  test("goes without what it leads to", async ({ sandbox }) => {
    const { files } = sandbox;
    await put(files, { "place/file": "stays", other: "moved" });
    await run(sandbox, kind.programs.link("place", "first"));
    await run(sandbox, kind.programs.link("place", "second"));
    await files.remove("first");
    await files.move("other", "second", { overwrite: true });
    expect(await textOf(files, "second")).toBe("moved");
    expect(await textOf(files, "place/file")).toBe("stays");
  });
});
