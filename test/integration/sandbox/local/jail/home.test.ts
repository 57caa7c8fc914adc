import { readdir, stat, symlink } from "node:fs/promises";
import { describe, expect } from "vitest";
import type { Install } from "../../../../../src/sandbox/sandbox.ts";
import { noInstall, output, run, sh, test } from "../../../../fakes/jail.ts";

const installing = (...scripts: string[]): Install => ({
  commands: scripts.map(sh),
  network: "none",
});

describe("the private home", () => {
  test("is kept from one sandbox to the next, and is the server's alone", async ({ jails }) => {
    await run(await jails.open({ id: "one" }), "echo kept > ~/note");
    expect(await output(await jails.open({ id: "one" }), "cat ~/note")).toBe("kept");
    expect(await output(await jails.open({ id: "two" }), "ls -A ~")).toBe("");
  });

  test("can be read by nobody else on the machine", async ({ jails }) => {
    await jails.open({ id: "one" });
    for (const part of ["", "/homes", "/homes/one"]) {
      const { mode } = await stat(jails.dataDir + part);
      expect([part, (mode & 0o077).toString(8)]).toEqual([part, "0"]);
    }
  });

  test("begins as a copy of the former one when the install commands change", async ({ jails }) => {
    const first = await jails.open({ install: installing("echo 1 > ~/cache; ln -s /etc ~/link") });
    await run(first, "echo mine > ~/own");
    const second = await jails.open({ install: installing("echo 2 >> ~/cache") });
    expect(await output(second, "cat ~/cache ~/own; readlink ~/link")).toBe("1\n2\nmine\n/etc");
    expect(await output(first, "cat ~/cache")).toBe("1");
  });

  test("is copied without following what the server left in it", async ({ jails, folder }) => {
    await folder.put({ key: "canary" });
    await run(await jails.open(), `ln -s ${folder.path} ~/away; ln -s ${folder.at("key")} ~/key`);
    const next = await jails.open({ install: installing("true") });
    expect(await output(next, `readlink ~/away ~/key; cat ~/key ~/away/key 2>/dev/null`)).toBe(
      `${folder.path}\n${folder.at("key")}`,
    );
  });

  test("can be reset, without following links either", async ({ jails, folder }) => {
    await folder.put({ "precious/file": "" });
    await run(await jails.open({ id: "one" }), "mkdir -p ~/a/b; echo x > ~/a/b/c; chmod 0 ~/a/b");
    const [home = ""] = await readdir(`${jails.dataDir}/homes/one`);
    await symlink(folder.at("precious"), `${jails.dataDir}/homes/one/${home}/link`);
    await jails.resetHome("one");
    expect(await readdir(`${jails.dataDir}/homes`)).toEqual([]);
    expect(await readdir(folder.at("precious"))).toEqual(["file"]);
    expect(await output(await jails.open({ id: "one" }), "ls -A ~")).toBe("");
    await jails.resetHome("never-opened");
  });

  test("is named by letters, digits, dashes and underscores only", async ({ jails }) => {
    for (const id of ["../x", "a/b", "", "a b"])
      await expect(jails.open({ id })).rejects.toMatchObject({ code: "config" });
  });
});

describe("install commands", () => {
  test("run once, in order, and are told of line by line", async ({ jails }) => {
    const install = installing("echo one | tee -a ~/log", "echo two | tee -a ~/log");
    const said: string[] = [];
    let begun = 0;
    const options = {
      onDidSay: (line: string) => said.push(line),
      onDidStartInstall: () => begun++,
    };
    await jails.open({ install }, options);
    const again = await jails.open({ install }, options);
    expect(await output(again, "cat ~/log")).toBe("one\ntwo");
    expect(said).toEqual(expect.arrayContaining(["one", "two"]));
    expect(begun).toBe(1);
  });

  test("that fail are told of with what they said, and are tried again", async ({ jails }) => {
    const install = installing("echo reason >&2; test -e ~/ready || { touch ~/ready; exit 3; }");
    const opening = jails.open({ install });
    await expect(opening).rejects.toMatchObject({
      code: "installFailed",
      log: expect.stringContaining("reason"),
    });
    await jails.open({ install });
  });

  test("see a granted folder only where they name it, and cannot write to it", async ({
    jails,
    folder,
  }) => {
    await folder.put({ "a/requirements.txt": "", "b/private": "" });
    const install = installing(
      "ls -A /a > ~/seen; ls -A /b >> ~/seen 2>/dev/null; touch /a/x 2>/dev/null || true",
    );
    const mounts = [
      { source: folder.at("a"), target: "/a", write: true },
      { source: folder.at("b"), target: "/other", write: true },
    ];
    const jail = await jails.open({ install, mounts });
    expect(await output(jail, "cat ~/seen")).toBe("requirements.txt");
    expect(await readdir(folder.at("a"))).toEqual(["requirements.txt"]);
  });

  test("can be cancelled, which leaves nothing running", async ({ jails }) => {
    const stopping = new AbortController();
    const opening = jails.open(
      { install: installing("echo begun; sleep 100") },
      { signal: stopping.signal, onDidSay: (line) => line === "begun" && stopping.abort() },
    );
    await expect(opening).rejects.toMatchObject({ code: "cancelled" });
  });
});

test("opening with an aborted signal makes nothing", async ({ jails }) => {
  const opening = jails.open({ install: noInstall }, { signal: AbortSignal.abort() });
  await expect(opening).rejects.toMatchObject({ code: "cancelled" });
  await expect(stat(jails.dataDir)).rejects.toMatchObject({ code: "ENOENT" });
});
