import { execFile } from "node:child_process";
import { randomBytes } from "node:crypto";
import { chmod, utimes, writeFile } from "node:fs/promises";
import { promisify } from "node:util";
import { describe, expect } from "vitest";
import { putFolder } from "../../../../src/sandbox/folders/putFolder.ts";
import type { Transferred } from "../../../../src/sandbox/folders/transfer.ts";
import { output } from "../../../fakes/jails.ts";
import { kinds, testOf } from "../contract/contractTest.ts";

const shell = promisify(execFile);
const leftovers = "ls -a | grep mcp-sandbox; true";

describe.each(kinds.filter(({ isReal }) => isReal))("a folder put $name", (kind) => {
  const test = testOf(kind);

  test("is there with all that is in it", async ({ sandbox, folder }) => {
    await folder.put({
      "from/plain.txt": "text",
      "from/deep/er/ä ö\n.txt": "odd",
      "from/-rf": "dash",
      "from/empty/": "",
      [`from/${"long/".repeat(40)}name`]: "far",
      "from/none": "",
    });
    await folder.program("from/run.sh", "#!/bin/sh\necho it runs\n");
    await chmod(folder.at("from/plain.txt"), 0o640);
    await utimes(folder.at("from/plain.txt"), 1_000_000_000, 1_000_000_000);
    const done = await putFolder(sandbox, folder.at("from"), "to/here");
    expect(done).toEqual({ files: 6, bytes: 37, totalBytes: 37 });
    expect(await output(sandbox, "cd to/here; cat plain.txt ./-rf 'deep/er/ä ö\n.txt'")).toBe(
      "textdashodd",
    );
    expect(await output(sandbox, `cat to/here/${"long/".repeat(40)}name`)).toBe("far");
    expect(await output(sandbox, "to/here/run.sh; ls -d to/here/*")).toMatch(
      /^it runs\n(.*\n)*to\/here\/empty\n/,
    );
    expect(await output(sandbox, "stat -c '%a %Y' to/here/plain.txt")).toBe("640 1000000000");
    expect(await output(sandbox, leftovers)).toBe("");
  });

  test("leaves there what it does not replace", async ({ sandbox, folder }) => {
    await folder.put({ "from/a": "new", "from/sub/b": "new" });
    await output(sandbox, "mkdir -p to/sub; echo old > to/a; echo old > to/sub/c");
    await putFolder(sandbox, folder.at("from"), "to");
    expect(await output(sandbox, "cd to; cat a sub/b sub/c")).toBe("newnewold");
  });

  test("comes without what git leaves out, and without git's own", async ({ sandbox, folder }) => {
    await folder.put({
      ".git/config": "",
      ".gitignore": "*.log\nbuild/\n/top\n",
      "app/node_modules/.git": "gitdir: elsewhere",
      "app/.gitignore": "!kept.log\n",
      "app/node_modules/dependency": "kept: nobody ignores it",
      "app/kept.log": "",
      "app/other.log": "",
      "app/build/out": "",
      "app/top": "kept: only the one above",
      top: "",
    });
    await putFolder(sandbox, folder.at("app"), "part");
    expect(await output(sandbox, "cd part; find . -type f | sort")).toBe(
      "./.gitignore\n./kept.log\n./node_modules/dependency\n./top",
    );
    await putFolder(sandbox, folder.path, "whole");
    expect(await output(sandbox, "cd whole; ls -A")).toBe(".gitignore\napp");
  });

  test("keeps its links that stay inside, and says which do not", async ({ sandbox, folder }) => {
    await folder.put({ "from/real/file": "linked", outside: "secret" });
    await folder.link("from/good", "real/file");
    await folder.link("from/real/up", "../good");
    await folder.link("from/absolute", folder.at("from/real/file"));
    await folder.link("from/nowhere", "real/none");
    await folder.link("from/bad", "../outside");
    await folder.link("from/worse", folder.at("outside"));
    await folder.link("from/hops", "real/hop/outside");
    await folder.link("from/real/hop", "../..");
    await shell("mkfifo", [folder.at("from/pipe")]);
    const said: string[] = [];
    await putFolder(sandbox, folder.at("from"), "to", { onDidSay: (line) => said.push(line) });
    expect(await output(sandbox, "cd to; cat good real/up absolute; find . -type l | sort")).toBe(
      "linkedlinkedlinked./absolute\n./good\n./nowhere\n./real/up",
    );
    expect(said.toSorted()).toEqual([
      "bad was left out: the link leads out of the folder.",
      "hops was left out: the link leads out of the folder.",
      "pipe was left out: it is neither a file nor a folder.",
      "real/hop was left out: the link leads out of the folder.",
      "worse was left out: the link leads out of the folder.",
    ]);
  });

  test("tells how far it is", async ({ sandbox, folder }) => {
    for (const name of ["a", "b", "c"]) await writeFile(folder.at(name), randomBytes(3_000_000));
    const told: Transferred[] = [];
    await putFolder(sandbox, folder.path, "to", { onProgress: (done) => told.push(done) });
    expect(told.length).toBeGreaterThan(1);
    expect(told.at(-1)).toEqual({ files: 3, bytes: 9_000_000, totalBytes: 9_000_000 });
    expect(told).toEqual(told.toSorted((a, b) => a.bytes - b.bytes));
    expect(await output(sandbox, "cat to/* | cksum")).toBe(
      (await shell("sh", ["-c", "cat * | cksum"], { cwd: folder.path })).stdout.trim(),
    );
  });

  test("that was cancelled on its way leaves nothing", async ({ sandbox, folder }) => {
    for (const name of ["a", "b"]) await writeFile(folder.at(name), randomBytes(5_000_000));
    const abort = new AbortController();
    const options = { signal: abort.signal, onProgress: () => abort.abort() };
    await expect(putFolder(sandbox, folder.path, "to", options)).rejects.toMatchObject({
      code: "cancelled",
    });
    expect(await output(sandbox, `ls -d to; ${leftovers}`)).toBe("");
  });

  test("that cannot be unpacked leaves no archive", async ({ sandbox, folder }) => {
    await folder.put({ a: "x" });
    await output(sandbox, "echo x > taken");
    await expect(putFolder(sandbox, folder.path, "taken")).rejects.toMatchObject({
      code: "fileFailed",
      message: expect.stringMatching(/^taken cannot be written: .*File exists\.$/),
    });
    expect(await output(sandbox, leftovers)).toBe("");
  });

  test("that is too large is refused before anything is sent", async ({ sandbox, folder }) => {
    await folder.put({ "data/one": "x".repeat(3000), "data/two": "x".repeat(3000), "a/b": "x" });
    let started = 0;
    const watched = {
      files: sandbox.files,
      start: (...words: Parameters<typeof sandbox.start>) => {
        started += 1;
        return sandbox.start(...words);
      },
    };
    const putting = putFolder(watched, folder.path, "to", { limitBytes: 5000 });
    await expect(putting).rejects.toMatchObject({
      code: "fileFailed",
      message: `${folder.path} holds 7 KB, and at most 5 KB are put into a sandbox.`,
      remedy: expect.stringContaining("Largest: data (6 KB), a (1 KB)."),
    });
    expect(started).toBe(0);
  });

  test("has to be a folder", async ({ sandbox, folder }) => {
    await folder.put({ file: "x" });
    await expect(putFolder(sandbox, folder.at("file"), "to")).rejects.toMatchObject({
      message: expect.stringMatching(/cannot be put into the sandbox: it is not a folder\.$/),
    });
    await expect(putFolder(sandbox, folder.at("none"), "to")).rejects.toMatchObject({
      message: expect.stringMatching(/cannot be put into the sandbox: it does not exist\.$/),
    });
  });
});
