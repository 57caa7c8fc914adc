import { randomBytes } from "node:crypto";
import { readdir, readFile, readlink, stat, writeFile } from "node:fs/promises";
import { describe, expect } from "vitest";
import { fetchFile } from "../../../../src/sandbox/folders/fetchFile.ts";
import { fetchFolder } from "../../../../src/sandbox/folders/fetchFolder.ts";
import { putFolder } from "../../../../src/sandbox/folders/putFolder.ts";
import type { Folder } from "../../../fakes/folder.ts";
import { output } from "../../../fakes/jails.ts";
import { kinds, testOf } from "../contract/contractTest.ts";

const textOf = (folder: Folder, name: string): Promise<string> => readFile(folder.at(name), "utf8");

const namesIn = async (folder: Folder, name = ""): Promise<string[]> =>
  (await readdir(folder.at(name))).toSorted();

describe.each(kinds.filter(({ isReal }) => isReal))("a folder fetched $name", (kind) => {
  const test = testOf(kind);

  test("is there with all that is in it", async ({ sandbox, folder }) => {
    await output(
      sandbox,
      "mkdir -p from/deep/er from/empty; cd from; printf text >plain; printf odd >'deep/er/ä ö\n'; " +
        "printf '#!/bin/sh' >run; chmod 755 run; ln -s deep/er good; ln run same; : >none",
    );
    const done = await fetchFolder(sandbox, "from", folder.at("new/to"));
    expect(done).toEqual({ files: 5, bytes: 16 });
    expect(await textOf(folder, "new/to/plain")).toBe("text");
    expect(await textOf(folder, "new/to/good/ä ö\n")).toBe("odd");
    expect(await readlink(folder.at("new/to/good"))).toBe("deep/er");
    expect(await textOf(folder, "new/to/same")).toBe("#!/bin/sh");
    expect((await stat(folder.at("new/to/run"))).mode & 0o777).toBe(0o755);
    expect((await stat(folder.at("new/to/plain"))).mode & 0o777).toBe(0o644);
    expect(await namesIn(folder, "new/to/empty")).toEqual([]);
    expect(await namesIn(folder, "new")).toEqual(["to"]);
  });

  test("comes back as it was put", async ({ sandbox, folder }) => {
    await writeFile(folder.at("large"), randomBytes(5_000_000));
    await putFolder(sandbox, folder.path, "there");
    await fetchFolder(sandbox, "there", folder.at("back"));
    const [sent, back] = [
      await readFile(folder.at("large")),
      await readFile(folder.at("back/large")),
    ];
    expect(sent.equals(back)).toBe(true);
  });

  test("joins what is there, and replaces nothing unless it is told to", async ({
    sandbox,
    folder,
  }) => {
    await output(sandbox, "mkdir -p from/sub; cd from; printf new >a; printf new >sub/b");
    await folder.put({ "to/sub/b": "mine", "to/sub/c": "mine", "to/d": "mine" });
    await expect(fetchFolder(sandbox, "from", folder.at("to"))).rejects.toMatchObject({
      code: "fileExists",
      message: `${folder.at("to/sub/b")} is there already.`,
    });
    expect(await namesIn(folder, "to")).toEqual(["d", "sub"]);
    expect(await textOf(folder, "to/sub/b")).toBe("mine");
    await fetchFolder(sandbox, "from", folder.at("to"), { overwrite: true });
    expect(await namesIn(folder, "to")).toEqual(["a", "d", "sub"]);
    expect(await namesIn(folder, "to/sub")).toEqual(["b", "c"]);
    expect(await textOf(folder, "to/sub/b")).toBe("new");
    expect(await textOf(folder, "to/sub/c")).toBe("mine");
  });

  test("never goes through a link that is there, nor in place of a folder", async ({
    sandbox,
    folder,
  }) => {
    await output(sandbox, "mkdir -p from/link; cd from; printf x >link/x; printf x >folder");
    await folder.put({ "elsewhere/y": "mine", "to/folder/z": "mine" });
    await folder.link("to/link", folder.at("elsewhere"));
    for (const name of ["from", "from/link/.."])
      await expect(
        fetchFolder(sandbox, name, folder.at("to"), { overwrite: true }),
      ).rejects.toMatchObject({ code: "fileExists" });
    expect(await namesIn(folder, "elsewhere")).toEqual(["y"]);
    expect(await namesIn(folder, "to")).toEqual(["folder", "link"]);
  });

  test("comes without what would lead out or be run, and says so", async ({ sandbox, folder }) => {
    await output(
      sandbox,
      "mkdir -p from/.git/hooks from/sub/.vscode from/.github/workflows; cd from; mkfifo pipe; " +
        "touch .git/config .git/hooks/x sub/.vscode/tasks.json sub/ok .github/workflows/x " +
        ".github/CODEOWNERS; ln -s /etc/passwd bad; ln -s ../.. up; ln -s sub/../../x odd",
    );
    const said: string[] = [];
    await fetchFolder(sandbox, "from", folder.at("to"), { onDidSay: (line) => said.push(line) });
    expect(await namesIn(folder, "to")).toEqual([".github", "sub"]);
    expect(await namesIn(folder, "to/.github")).toEqual(["CODEOWNERS"]);
    expect(await namesIn(folder, "to/sub")).toEqual(["ok"]);
    const reason = "programs of this machine would run what it says";
    expect(said.toSorted()).toEqual([
      `.git was left out: ${reason}.`,
      `.github/workflows was left out: ${reason}.`,
      "bad was left out: the link leads out of the folder.",
      "odd was left out: the link leads out of the folder.",
      "pipe was left out: it is neither a file nor a folder.",
      `sub/.vscode was left out: ${reason}.`,
      "up was left out: the link leads out of the folder.",
    ]);
  });

  test("that is not there, or no folder, or too large, leaves nothing", async ({
    sandbox,
    folder,
  }) => {
    await output(sandbox, "echo x >file; mkdir -p big; head -c 3000000 /dev/urandom >big/x");
    const failing = [
      ["none", "fileNotFound", "none was not found in the sandbox."],
      ["file", "fileFailed", "file cannot be fetched: it is not a folder."],
      ["big", "fileFailed", "big is larger than the 2 MB that are fetched from a sandbox at most."],
    ] as const;
    for (const [source, code, message] of failing)
      await expect(
        fetchFolder(sandbox, source, folder.at("to"), { limitBytes: 2_000_000 }),
      ).rejects.toMatchObject({ code, message });
    expect(await namesIn(folder)).toEqual([]);
  });

  test("that was cancelled on its way leaves nothing", async ({ sandbox, folder }) => {
    await output(
      sandbox,
      "mkdir from; cd from; for n in 1 2 3; do head -c 3000000 /dev/urandom >$n; done",
    );
    const abort = new AbortController();
    const options = { signal: abort.signal, onProgress: () => abort.abort() };
    await expect(fetchFolder(sandbox, "from", folder.at("to"), options)).rejects.toMatchObject({
      code: "cancelled",
    });
    expect(await namesIn(folder)).toEqual([]);
    expect(await output(sandbox, "echo alive")).toBe("alive");
  });
});

describe.each(kinds)("a file fetched $name", (kind) => {
  const test = testOf(kind);

  test("is there as it was, and replaces nothing unless it is told to", async ({
    sandbox,
    folder,
  }) => {
    await sandbox.files.write("a/note", Buffer.from("text"));
    expect(await fetchFile(sandbox, "a/note", folder.at("b/c"))).toMatchObject({ bytes: 4 });
    expect(await textOf(folder, "b/c")).toBe("text");
    await folder.put({ mine: "mine" });
    await folder.link("link", "mine");
    for (const name of ["mine", "link"])
      await expect(fetchFile(sandbox, "a/note", folder.at(name))).rejects.toMatchObject({
        code: "fileExists",
      });
    await fetchFile(sandbox, "a/note", folder.at("link"), { overwrite: true });
    expect(await textOf(folder, "link")).toBe("text");
    expect(await textOf(folder, "mine")).toBe("mine");
    expect(await namesIn(folder)).toEqual(["b", "link", "mine"]);
  });

  test("that is none, or too large, leaves nothing", async ({ sandbox, folder }) => {
    await sandbox.files.write("a/note", Buffer.from("text"));
    const fetching = (source: string) =>
      fetchFile(sandbox, source, folder.at("to"), { limitBytes: 3 });
    await expect(fetching("a")).rejects.toMatchObject({ code: "fileFailed" });
    await expect(fetching("none")).rejects.toMatchObject({ code: "fileNotFound" });
    await expect(fetching("a/note")).rejects.toMatchObject({
      message: "a/note has 1 KB, and at most 1 KB are fetched from a sandbox.",
    });
    expect(await namesIn(folder)).toEqual([]);
  });
});
