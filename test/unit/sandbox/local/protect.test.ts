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
    });
    const { readOnly } = await protection(folder);
    expect(readOnly).toEqual([
      ".git/config",
      ".git/hooks",
      ".github/workflows",
      ".mcp.json",
      ".vscode",
      "libs/one/.envrc",
      "libs/one/.git/config",
      "libs/one/.git/hooks",
    ]);
  });

  test("has every folder on the way to it pinned, outer ones first", async ({ folder }) => {
    await folder.put({ ...gitIn("a/b/"), ".github/workflows/ci.yml": "" });
    const { pinned } = await protection(folder);
    expect(pinned).toEqual([".github", "a", "a/b", "a/b/.git"]);
  });

  test("includes what git keeps of submodules and worktrees", async ({ folder }) => {
    await folder.put({
      ...gitIn(""),
      ".git/modules/lib/HEAD": "",
      ".git/modules/lib/config": "",
      ".git/modules/lib/hooks/": "",
      ".git/worktrees/other/commondir": "",
      "lib/.git": "gitdir: ../.git/modules/lib",
    });
    const { readOnly } = await protection(folder);
    for (const name of [
      ".git/modules/lib/config",
      ".git/modules/lib/hooks",
      ".git/worktrees",
      "lib/.git",
    ])
      expect(readOnly).toContain(name);
  });

  test.for([".vscode", ".git", ".github", ".git/hooks", "sub/.git", "sub/.husky"])(
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
    await folder.put({ ".git/HEAD": "", "sub/.git/HEAD": "" });
    const { covers, pinned } = await protection(folder);
    expect(covers).toEqual([".git/hooks", ".vscode", "sub/.git/hooks"]);
    expect(pinned).toEqual([".git", "sub", "sub/.git"]);
  });

  test("is watched for in the granted folder itself", async ({ folder }) => {
    await folder.put(gitIn(""));
    const { quarantined } = await protection(folder);
    expect(quarantined).toContain(".mcp.json");
    expect(quarantined).toContain(".bashrc");
    expect(quarantined).toContain(".git/commondir");
    expect(quarantined).toContain(".git/config.worktree");
    expect(quarantined).toContain(".github/workflows");
    expect(quarantined).not.toContain(".git/worktrees");
  });

  test("is left alone in repositories below, but for what git obeys", () => {
    expect(whenAbsent(".mcp.json", false)).toBe("open");
    expect(whenAbsent(".vscode", false)).toBe("open");
    expect(whenAbsent(".git/hooks", false)).toBe("covered");
    expect(whenAbsent(".git/modules/x/commondir", false)).toBe("quarantined");
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
  ["/ws/.vscode", ".vscode"],
  ["/ws/.github/workflows/x", ".github/workflows"],
  ["/ws/.github", undefined],
  ["/ws/.vscode-test", undefined],
  ["/ws/x.git", undefined],
] as const)("the protected part of %s is %s", ([path, part]) => {
  expect(protectedPart(path)).toBe(part);
});
