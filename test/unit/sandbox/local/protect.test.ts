import { describe, expect } from "vitest";
import { protectionOf } from "../../../../src/sandbox/local/protect.ts";
import { protectedPart, whenAbsent } from "../../../../src/sandbox/local/protectedNames.ts";
import { nestedRepositories } from "../../../../src/sandbox/local/repositories.ts";
import { type Folder, test } from "../../../fakes/folder.ts";

const gitIn = (place: string): Record<string, string> => ({
  [`${place}.git/HEAD`]: "",
  [`${place}.git/config`]: "",
  [`${place}.git/hooks/`]: "",
});

/** Paths relative to the folder. */
async function protection(folder: Folder) {
  const found = await protectionOf(folder.path);
  const short = (paths: readonly string[]): string[] =>
    paths.map((path) => path.slice(folder.path.length + 1)).toSorted();
  return {
    ...found,
    readOnly: short(found.readOnly),
    pinned: found.pinned.map((path) => path.slice(folder.path.length + 1)),
    covers: short(found.covers),
    quarantined: short(found.quarantined),
  };
}

describe("what is there", () => {
  test("stays as it is, in the folder and in every repository in it", async ({ folder }) => {
    await folder.put({
      ...gitIn(""),
      ...gitIn("libs/one/"),
      ".vscode/tasks.json": "",
      ".mcp.json": "",
      ".github/workflows/ci.yml": "",
      "libs/one/.envrc": "",
      "libs/two/.envrc": "",
      "libs/three/.git": "gitdir: ../../.git/modules/three",
    });
    const { readOnly } = await protection(folder);
    expect(readOnly).toEqual([
      ".git",
      ".github/workflows",
      ".mcp.json",
      ".vscode",
      "libs/one/.envrc",
      "libs/one/.git",
      "libs/three/.git",
    ]);
  });

  test("has every folder on the way to it pinned, outer ones first", async ({ folder }) => {
    await folder.put({ ...gitIn("a/b/"), ".github/workflows/ci.yml": "" });
    const { pinned } = await protection(folder);
    expect(pinned).toEqual([".github", "a", "a/b"]);
  });

  test.for([".vscode", ".git", ".github", "sub/.git", "sub/.husky"])(
    "is refused when %s is a link",
    async (name, { folder }) => {
      await folder.put({ "elsewhere/": "", "sub/": "" });
      if (name !== ".git" && name !== "sub/.git")
        await folder.put({ ".git/HEAD": "", "sub/.git/HEAD": "" });
      await folder.link(name, folder.at("elsewhere"));
      await expect(protectionOf(folder.path)).rejects.toMatchObject({ code: "config" });
    },
  );
});

describe("what is not there", () => {
  test("is covered by an empty folder where that acts by itself", async ({ folder }) => {
    await folder.put({ "sub/.git/HEAD": "" });
    const { covers, pinned } = await protection(folder);
    expect(covers).toEqual([".git", ".vscode"]);
    expect(pinned).toEqual(["sub"]);
  });

  test("is watched for otherwise, in the granted folder itself", async ({ folder }) => {
    await folder.put({ "sub/.git/HEAD": "" });
    const { quarantined } = await protection(folder);
    for (const name of [".mcp.json", ".bashrc", ".github/workflows", ".gitmodules"])
      expect(quarantined).toContain(name);
    expect(quarantined.filter((name) => name.startsWith("sub"))).toEqual([]);
  });
});

describe("a .git that is granted itself", () => {
  test("keeps what runs programs, also for submodules", async ({ folder }) => {
    const git = (name: string): string => folder.at(`.git/${name}`);
    await folder.put({
      ...gitIn(""),
      ".git/modules/lib/HEAD": "",
      ".git/modules/lib/config": "",
      ".git/worktrees/other/commondir": "",
    });
    const found = await protectionOf(folder.at(".git"));
    expect(found.readOnly).toEqual(["config", "hooks", "worktrees", "modules/lib/config"].map(git));
    expect(found.covers).toEqual([git("modules/lib/hooks")]);
    expect(found.pinned).toEqual(["modules", "modules/lib"].map(git));
    expect(found.quarantined).toEqual(
      ["commondir", "config.worktree", "modules/lib/commondir", "modules/lib/config.worktree"].map(
        git,
      ),
    );
    expect(found.caveats.join()).toContain("can be written to");
  });

  test("has nothing to keep where git made nothing", () => {
    expect(["config", "hooks", "commondir"].map(whenAbsent)).toEqual([
      "open",
      "covered",
      "quarantined",
    ]);
  });
});

describe("nested repositories", () => {
  test("are found at any depth, not in packages and not through links", async ({ folder }) => {
    await folder.put({
      ...gitIn("a/b/c/"),
      ...gitIn("a/b/c/d/"),
      ...gitIn("node_modules/x/"),
      ...gitIn("real/"),
    });
    await folder.link("linked", "real");
    const { folders, complete } = await nestedRepositories(folder.path);
    expect(folders.toSorted()).toEqual(["a/b/c", "a/b/c/d", "real"].map((name) => folder.at(name)));
    expect(complete).toBe(true);
  });

  test("are not looked for without end, and that is told", async ({ folder }) => {
    const many = Array.from({ length: 4001 }, (_, index) => [`f${index}/`, ""] as const);
    await folder.put(Object.fromEntries(many));
    const { caveats } = await protectionOf(folder.path);
    expect(caveats.join()).toContain("too large");
  });
});

test.for([
  ["/ws/.git/objects", ".git"],
  ["/ws/.git", undefined],
  ["/ws/.vscode", ".vscode"],
  ["/ws/.github/workflows/x", ".github/workflows"],
  ["/ws/.github", undefined],
  ["/ws/.vscode-test", undefined],
  ["/ws/x.git", undefined],
] as const)("the protected part of %s is %s", ([path, part]) => {
  expect(protectedPart(path)).toBe(part);
});
