import { execFile } from "node:child_process";
import { readdir, symlink } from "node:fs/promises";
import { promisify } from "node:util";
import { describe, expect } from "vitest";
import { canRunPrograms } from "../../../../src/sandbox/local/gitSettings.ts";
import { type Moved, Quarantine } from "../../../../src/sandbox/local/quarantine.ts";
import { StrayRepositories } from "../../../../src/sandbox/local/strayRepositories.ts";
import { test } from "../../../fakes/folder.ts";

const run = promisify(execFile);

describe("a .git that a program has made", () => {
  test("runs nothing when git made it", async ({ folder }) => {
    const env = { ...process.env, GIT_CONFIG_GLOBAL: "/dev/null", GIT_CONFIG_SYSTEM: "/dev/null" };
    const git = (...args: string[]): Promise<unknown> =>
      run("git", args, { cwd: folder.path, env });
    await git("init", "-q", "origin");
    await git(
      "-C",
      "origin",
      "-c",
      "user.name=n",
      "-c",
      "user.email=e",
      "commit",
      "-q",
      "--allow-empty",
      "-m",
      "m",
    );
    await git("clone", "-q", "origin", "copy");
    await git("-C", "copy", "remote", "add", "other", "https://example.org/x.git");
    for (const name of ["origin/.git", "copy/.git"])
      expect([name, await canRunPrograms(folder.at(name))]).toEqual([name, false]);
  });

  test.for([
    "[core]\n\tfsmonitor = evil",
    "[core] fsmonitor = evil",
    "[core]\n\thooksPath = ../evil",
    "[CORE]\n\tFSMonitor=evil",
    "[core]\n\tbare = false \\\n\tfsmonitor = evil",
    "[include]\n\tpath = ../evil",
    '[includeIf "gitdir:/"]\n\tpath = ../evil',
    '[filter "x"]\n\tclean = evil',
    '[remote "x"]\n\turl = ext::evil',
    '[remote "x"]\n\tuploadpack = evil',
    "[alias]\n\tst = !evil",
    "[core]\n\tworktree = /",
    "fsmonitor = evil",
    '[core "\\"]\n',
    "x".repeat(70_000),
  ])("runs something with the config %j", async (config, { folder }) => {
    await folder.put({ ".git/config": config });
    expect(await canRunPrograms(folder.at(".git"))).toBe(true);
  });

  test.for([
    "",
    "# a comment\n; another",
    "[core]\n\trepositoryformatversion = 0\n\tbare = false",
    '[remote "origin"]\n\turl = git@example.org:x/y.git\n\tfetch = +refs/heads/*:refs/remotes/origin/*',
    '[branch "a.b"]\n\tmerge = refs/heads/a.b',
  ])("runs nothing with the config %j", async (config, { folder }) => {
    await folder.put({ ".git/config": config, ".git/hooks/pre-commit.sample": "" });
    expect(await canRunPrograms(folder.at(".git"))).toBe(false);
  });

  test("runs something when its settings are elsewhere, or it has hooks", async ({ folder }) => {
    await folder.put({
      "a/.git": "gitdir: ../evil",
      "b/.git/commondir": "../evil",
      "c/.git/hooks/pre-commit": "",
      "d/.git/config.worktree": "",
      "e/.git/": "",
      "f/.git/": "",
    });
    await symlink("../../evil", folder.at("e/.git/hooks"));
    await symlink("../../evil", folder.at("f/.git/config"));
    await folder.link("g/.git", "../a");
    for (const name of ["a", "b", "c", "d", "e", "f", "g"])
      expect([name, await canRunPrograms(folder.at(`${name}/.git`))]).toEqual([name, true]);
    expect(await canRunPrograms(folder.at("none/.git"))).toBe(false);
  });
});

test("only new repositories that run something lose their .git", async ({ folder }) => {
  const evil = "[core]\n\tfsmonitor = evil";
  await folder.put({
    "project/known/.git/config": evil,
    "project/fresh/.git/config": evil,
    "project/plain/.git/config": "",
    "project/fresh/file": "",
  });
  const moved: Moved[] = [];
  const quarantine = new Quarantine(folder.at("kept"), (one) => moved.push(one));
  const known = [folder.at("project/known/.git")];
  const strays = new StrayRepositories(folder.at("project"), known, quarantine);
  await strays.check();
  await strays.check();
  expect(moved.map(({ from }) => from)).toEqual([folder.at("project/fresh/.git")]);
  expect(await readdir(folder.at("project/fresh"))).toEqual(["file"]);
  expect(await readdir(folder.at("project/plain"))).toEqual([".git"]);
});
