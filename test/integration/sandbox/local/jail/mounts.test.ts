import { execFile } from "node:child_process";
import { readdir, readFile, rename, stat, writeFile } from "node:fs/promises";
import { createServer } from "node:net";
import { promisify } from "node:util";
import { describe, expect } from "vitest";
import { firstLine, Jails, output, run, sh } from "../../../../fakes/jails.ts";
import { test } from "../../../../fakes/project.ts";

describe("a folder granted for reading", () => {
  test("is there, and cannot be changed", async ({ project }) => {
    const jail = await project.open(false);
    expect(await output(jail, "cat /data/readme")).toBe("hello");
    for (const attempt of [
      "echo x > /data/readme",
      "touch /data/new",
      "rm /data/readme",
      "mkdir /data/d",
    ])
      expect([attempt, (await run(jail, attempt)).exit]).not.toMatchObject([attempt, { code: 0 }]);
    expect(await readdir(project.at(""))).not.toContain(".vscode");
  });

  test("leads nowhere else", async ({ project }) => {
    await project.folder.link("project/out", "../secret/key");
    await project.folder.link("project/absolute", project.folder.at("secret/key"));
    const jail = await project.open(false);
    const script = "cat /data/out /data/absolute /data/../secret/key /data/../../secret/key";
    expect(await output(jail, `${script} 2>/dev/null`)).toBe("");
  });

  test("a socket of the host's in it cannot be reached", async ({ project }) => {
    const server = createServer().listen(project.at("socket"));
    await expect.poll(() => server.listening).toBe(true);
    const jail = await project.open(false);
    const script = "import socket; socket.socket(socket.AF_UNIX).connect('/data/socket')";
    const { exit } = await run(jail, { program: "python3", args: ["-c", script] });
    server.close();
    expect(exit).toEqual({ kind: "exited", code: 1 });
  });

  test("may be a single file", async ({ jails, project }) => {
    const jail = await jails.open({
      mounts: [{ source: project.at("readme"), target: "/etc/server/readme", write: false }],
    });
    expect(await output(jail, "cat /etc/server/readme; ls /etc/server")).toBe("helloreadme");
  });
});

describe("a folder granted for writing", () => {
  test("can be worked in", async ({ project }) => {
    const jail = await project.open(true);
    const script = "cd /data && echo more >> readme && mkdir new && mv readme new/ && rm -r new";
    expect((await run(jail, script)).exit).toEqual({ kind: "exited", code: 0 });
    expect((await run(jail, "echo x > /data/plain")).exit).toEqual({ kind: "exited", code: 0 });
    expect(await readFile(project.at("plain"), "utf8")).toBe("x\n");
  });

  test.for([
    "echo x > .git/hooks/pre-commit",
    "echo x > .git/hooks/post-commit",
    "echo x >> .git/config",
    "echo x > .git/index",
    "echo ../other > .git/commondir",
    "rm .git/config",
    "mv .git/hooks .git/old",
    "mv .git git.old",
    "rm -rf .git/hooks",
    "echo x > .husky/pre-push",
    "mv .husky husky",
    "mkdir -p .vscode && echo x > .vscode/tasks.json",
    "rmdir .vscode && mkdir .vscode && echo x > .vscode/tasks.json",
    "mv .vscode x",
    "echo x > libs/inner/.git/hooks/post-checkout",
    "echo x >> libs/inner/.git/config",
    "mv libs/inner/.git libs/inner/git",
    "mv libs/inner libs/other",
    "mv libs other",
    "ln .git/config linked && echo x >> linked",
    "mv new-hooks .git/hooks",
    "rm -rf .git",
  ])("cannot be changed by `%s`", async (attempt, { project }) => {
    await project.folder.put({ "project/new-hooks/pre-commit": "evil" });
    const jail = await project.open(true);
    const { exit } = await run(jail, `cd /data && ${attempt}`);
    expect(exit).not.toMatchObject({ code: 0 });
    await jail[Symbol.asyncDispose]();
    expect(await readFile(project.at(".git/config"), "utf8")).toBe("[core]\n");
    expect(await readdir(project.at(".git/hooks"))).toEqual(["pre-commit"]);
    expect(await readdir(project.at("libs/inner/.git/hooks"))).toEqual([]);
    expect(await readdir(project.at(""))).not.toContain(".vscode");
  });

  test("gets nothing that is not its own by a link at a protected name", async ({ project }) => {
    await project.folder.link("project/.idea", "../secret");
    await expect(project.open(true)).rejects.toMatchObject({ code: "config" });
  });

  test("has its covers only while a program runs", async ({ project }) => {
    const jail = await project.open(true);
    expect(await readdir(project.at(""))).not.toContain(".vscode");
    const program = await jail.start(sh("echo up; cat"));
    await firstLine(program);
    expect((await stat(project.at(".vscode"))).isDirectory()).toBe(true);
    await program.end();
    await program.exit;
    expect(await readdir(project.at(""))).not.toContain(".vscode");
  });

  test("keeps a cover as long as any of several jails needs it", async ({ jails, project }) => {
    const mounts = [{ source: project.at(""), target: "/data", write: true }];
    const first = await (await jails.open({ id: "a", mounts })).start(sh("echo up; cat"));
    await firstLine(first);
    const second = await (await jails.open({ id: "b", mounts })).start(sh("echo up; cat"));
    await firstLine(second);
    await first.end();
    await first.exit;
    expect((await stat(project.at(".vscode"))).isDirectory()).toBe(true);
    await second.end();
    expect(await second.exit).toEqual({ kind: "exited", code: 0 });
    expect(await readdir(project.at(""))).not.toContain(".vscode");
  });

  test("keeps what the user has put into a cover meanwhile", async ({ project }) => {
    const jail = await project.open(true);
    const program = await jail.start(sh("echo up; cat"));
    await firstLine(program);
    await writeFile(project.at(".vscode/settings.json"), "{}");
    await program.signal("SIGKILL");
    await program.exit;
    expect(await readFile(project.at(".vscode/settings.json"), "utf8")).toBe("{}");
  });

  test("loses start-up files that appear in it, and tells where they are", async ({
    jails,
    project,
  }) => {
    const said: string[] = [];
    const mounts = [{ source: project.at(""), target: "/data", write: true }];
    const jail = await jails.open({ mounts }, { onDidSay: (line) => said.push(line) });
    const names = [
      ".mcp.json",
      ".bashrc",
      ".envrc",
      ".claude/settings.json",
      ".github/workflows/x",
    ];
    const script = names.map(
      (name) => `mkdir -p /data/$(dirname ${name}); echo evil > /data/${name}`,
    );
    await run(jail, script.join("; "));
    for (const name of [".mcp.json", ".bashrc", ".envrc", ".claude"])
      expect(await readdir(project.at(""))).not.toContain(name);
    expect(await readdir(project.at(".github"))).toEqual([]);
    const kept = await readdir(`${jails.dataDir}/quarantine`);
    expect(kept).toHaveLength(names.length);
    for (const name of kept) expect(said.join("\n")).toContain(name);
  });

  test("may get new repositories, but none that runs something", async ({ project }) => {
    const jail = await project.open(true);
    await run(
      jail,
      "cd /data && git init -q good && git init -q evil && git -C evil config core.fsmonitor evil",
    );
    expect(await readdir(project.at("good"))).toEqual([".git"]);
    expect(await readdir(project.at("evil"))).toEqual([]);
  });

  test("is taken from a program when something protected is replaced from outside", async ({
    project,
  }) => {
    await project.folder.put({ "project/.envrc": "old", "project/.git/new": "", new: "new" });
    const jail = await project.open(true);
    const program = await jail.start(
      sh("echo up; while :; do echo evil > /data/.envrc; done 2>&-"),
    );
    await firstLine(program);
    await rename(project.at(".git/new"), project.at(".git/index"));
    await rename(project.folder.at("new"), project.at(".envrc"));
    expect(await program.exit).toMatchObject({
      kind: "lost",
      message: expect.stringContaining(".envrc was replaced"),
    });
    expect((await run(jail, "echo evil > /data/.envrc")).stderr).toContain("Read-only");
  });

  test("lets git commit where its .git is granted too, and keeps that from running anything", async ({
    jails,
    folder,
  }) => {
    await promisify(execFile)("git", ["init", "-q", folder.at("repo")]);
    const repo = { source: folder.at("repo"), target: "/repo", write: true };
    const git = { source: folder.at("repo/.git"), target: "/repo/.git", write: true };
    const said: string[] = [];
    const commit =
      "cd /repo && echo x > file && git add file && " +
      "git -c user.name=n -c user.email=e commit -qm m && git log --oneline | wc -l";
    const without = await jails.open({ mounts: [repo] }, { onDidSay: (line) => said.push(line) });
    expect((await run(without, commit)).stderr).toContain("Read-only");
    expect(said.join("\n")).toContain(`add a mount with the source ${folder.at("repo/.git")}`);
    const jail = await jails.open({ mounts: [repo, git] });
    expect(await output(jail, commit)).toBe("1");
    expect(jail.caveats.join()).toContain(".git can be written to");
    for (const attempt of [
      "git config core.fsmonitor evil",
      "echo x > .git/hooks/pre-commit",
      "mv .git/hooks .git/h",
      "mv .git g",
      "mv .git/config .git/c",
    ])
      expect([attempt, (await run(jail, `cd /repo && ${attempt}`)).exit]).not.toMatchObject([
        attempt,
        { code: 0 },
      ]);
  });

  test("lets nobody leave a file that runs as its owner", async ({ project }) => {
    const jail = await project.open(true);
    await run(jail, "cp /bin/sh /data/shell; chmod 4755 /data/shell; chmod 2755 /data/shell");
    expect((await stat(project.at("shell"))).mode & 0o6000).toBe(0);
  });
});

test("our own folder is not to be seen, whatever is granted", async ({ folder }) => {
  await folder.put({ "around/plain": "" });
  await using own = new Jails(folder.at("around/data"));
  const mounts = [{ source: folder.at("around"), target: "/a", write: false }];
  const jail = await own.open({ mounts });
  expect(await output(jail, "ls /a; ls -A /a/data 2>/dev/null; touch /a/data/x 2>/dev/null")).toBe(
    "data\nplain",
  );
  await expect(
    own.open({ mounts: [{ source: folder.at("around"), target: "/a", write: true }] }),
  ).rejects.toMatchObject({ code: "config" });
});

test("mounts lie within each other as their targets say", async ({ jails, project }) => {
  const jail = await jails.open({
    mounts: [
      { source: project.folder.at("secret"), target: "/w/libs", write: false },
      { source: project.at(""), target: "/w", write: true },
    ],
  });
  expect(await output(jail, "ls /w/libs; touch /w/libs/x 2>&1 | grep -c Read-only")).toBe("key\n1");
});
