import { readFile, symlink } from "node:fs/promises";
import { join } from "node:path";
import { describe, expect } from "vitest";
import { privateHome } from "../../../../../src/sandbox/local/home.ts";
import { fetchFolder } from "../../../../../src/sandbox/folders/fetchFolder.ts";
import { putFolder } from "../../../../../src/sandbox/folders/putFolder.ts";
import { defaultLimits } from "../../../../../src/sandbox/sandbox.ts";
import { noInstall, run, test } from "../../../../fakes/jail.ts";

const text = (data: Uint8Array): string => Buffer.from(data).toString();

describe("the files of a jail", () => {
  test("are never those behind a link that leads out of it", async ({ jails, folder }) => {
    await folder.put({ "secret/key": "mine", "secret/other": "mine too" });
    const { files } = await jails.open();
    const home = await homeOf(jails.dataDir);
    await symlink(folder.at("secret"), join(home, "out"));
    await symlink(folder.at("secret/key"), join(home, "key"));
    await symlink(`${"../".repeat(12)}${folder.at("secret/key")}`, join(home, "up"));
    await symlink("/etc/passwd", join(home, "users"));
    for (const path of ["out/key", "key", "up", folder.at("secret/key")])
      await expect(files.read(path)).rejects.toMatchObject({ code: "fileNotFound" });
    expect((await files.stat("out")).target).toBeUndefined();
    await expect(files.list("out")).rejects.toMatchObject({ name: "Failure" });
    for (const path of ["key", "out/new", folder.at("secret/key")])
      await files.write(path, Buffer.from("theirs")).catch(() => {});
    await files.remove("out/other").catch(() => {});
    expect(await readFile(folder.at("secret/key"), "utf8")).toBe("mine");
    expect(await readFile(folder.at("secret/other"), "utf8")).toBe("mine too");
    expect(text(await files.read("users"))).toMatch(/^root:x:0:0:root:\/nonexistent:/);
    await expect(files.write("/usr/bin/env", Buffer.from("x"))).rejects.toMatchObject({
      code: "fileFailed",
      message: "/usr/bin/env cannot be written: read-only file system.",
    });
  });

  test("are those of its mounts, as far as they may be written", async ({ jails, folder }) => {
    await folder.put({ "ro/file": "kept", "rw/.git/config": "kept" });
    const { files } = await jails.open({
      mounts: [
        { source: folder.at("ro"), target: "/ro", write: false },
        { source: folder.at("rw"), target: "/rw", write: true },
      ],
    });
    expect(text(await files.read("/ro/file"))).toBe("kept");
    await files.write("/rw/new", Buffer.from("from inside"));
    expect(await readFile(folder.at("rw/new"), "utf8")).toBe("from inside");
    for (const path of ["/ro/file", "/rw/.git/config"])
      await expect(files.write(path, Buffer.from("x"))).rejects.toMatchObject({
        code: "fileFailed",
      });
  });

  test("are looked after by the system's programs, whatever the home holds", async ({ jails }) => {
    const jail = await jails.open();
    await run(
      jail,
      "mkdir -p .local/bin; for p in cat stat find mkdir mv rm printf; do " +
        "echo 'echo lies' > .local/bin/$p; chmod +x .local/bin/$p; done; echo truth > note",
    );
    expect(text(await jail.files.read("note"))).toBe("truth\n");
    expect((await jail.files.list("")).map(({ name }) => name)).toContain("note");
  });

  test("that never end are not read, and nothing waits for them", async ({ jails }) => {
    const jail = await jails.open();
    await run(jail, "mkfifo pipe");
    const told = { code: "fileFailed", message: expect.stringContaining("not a regular file") };
    for (const path of ["pipe", "/dev/zero"])
      await expect(jail.files.read(path)).rejects.toMatchObject(told);
    await expect(jail.files.write("pipe", Buffer.from("x"))).rejects.toMatchObject(told);
    expect(await jail.files.stat("pipe")).toMatchObject({ kind: "file" });
    await jail.files.remove("pipe");
  });

  test("that may not be read say so", async ({ jails }) => {
    const jail = await jails.open();
    await run(jail, "mkdir shut; echo x > shut/in; echo x > closed; chmod 0 shut closed");
    for (const call of [
      () => jail.files.read("closed"),
      () => jail.files.list("shut"),
      () => jail.files.write("closed", Buffer.from("y")),
    ])
      await expect(call()).rejects.toMatchObject({
        code: "fileFailed",
        message: expect.stringMatching(/: permission denied\.$/),
      });
  });

  test("can have names that are not UTF-8", async ({ jails }) => {
    const jail = await jails.open();
    await run(jail, "mkdir odd; touch odd/$(printf 'a\\377b')");
    expect((await jail.files.list("odd")).map(({ name }) => name)).toEqual(["a\ufffdb"]);
    await jail.files.remove("odd");
  });

  test("are not the home itself, when it comes to moving and removing", async ({ jails }) => {
    const { files } = await jails.open();
    await files.write("kept", Buffer.from("x"));
    for (const path of ["", ".", "/", "/home", "/home/mcp/", "x/.."])
      for (const call of [() => files.remove(path), () => files.move(path, "/tmp/x")])
        await expect(call()).rejects.toMatchObject({
          code: "fileFailed",
          message: expect.stringContaining("it holds the private home"),
        });
    expect(text(await files.read("kept"))).toBe("x");
  });

  test("cannot be had when the jail is closed, and none is left half read", async ({ jails }) => {
    const jail = await jails.open();
    await jail.files.write("large", Buffer.alloc(30_000_000));
    const reading = jail.files.read("large").catch((error: unknown) => error);
    await jail[Symbol.asyncDispose]();
    const read = await reading;
    if (read instanceof Uint8Array) expect(read).toHaveLength(30_000_000);
    else expect(read).toMatchObject({ code: "sandboxFailed" });
    await expect(jail.files.stat("large")).rejects.toMatchObject({ code: "sandboxFailed" });
  });

  test("need no network, also in a jail that has one", async ({ jails }) => {
    const jail = await jails.open({ network: { allow: ["example.com"] } });
    expect((await run(jail, "env")).stdout).toContain("HTTP_PROXY=");
    expect(text(await jail.files.read("/proc/self/environ"))).not.toContain("HTTP_PROXY=");
  });
});

test("a folder with a file that may not be read is not fetched, and it is said which", async ({
  jails,
  folder,
}) => {
  const jail = await jails.open();
  await run(
    jail,
    "mkdir -p from/deep; echo x > from/ok; echo x > from/deep/shut; chmod 0 from/deep/shut",
  );
  await expect(fetchFolder(jail, "from", folder.at("to"))).rejects.toMatchObject({
    code: "fileFailed",
    message: "from cannot be fetched: ./deep/shut: Cannot open: Permission denied.",
  });
  await run(jail, "mkdir shut; chmod 500 shut");
  await folder.put({ "from/a": "x" });
  await expect(putFolder(jail, folder.at("from"), "shut")).rejects.toMatchObject({
    code: "fileFailed",
    message: expect.stringMatching(
      /^shut cannot be written: .*a: Cannot open: Permission denied\.$/,
    ),
  });
  expect((await jail.files.list("")).map(({ name }) => name).toSorted()).toEqual(["from", "shut"]);
});

describe("a relative working directory", () => {
  test("starts at the private home", async ({ jails }) => {
    const jail = await jails.open();
    await run(jail, "mkdir -p job; printf '#!/bin/sh\\npwd' > job/tool; chmod +x job/tool");
    const tool = { program: "./tool", args: [], cwd: "job" };
    expect((await run(jail, tool)).stdout).toBe("/home/mcp/job\n");
    await expect(jail.start({ ...tool, cwd: "none" })).rejects.toMatchObject({
      code: "config",
      message: expect.stringContaining("/home/mcp/none"),
    });
  });
});

function homeOf(dataDir: string): Promise<string> {
  return privateHome(dataDir, {
    ...{ id: "probe", mounts: [], network: "none", limits: defaultLimits, install: noInstall },
  });
}
