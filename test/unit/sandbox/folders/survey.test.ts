import { execFile } from "node:child_process";
import { promisify } from "node:util";
import { describe, expect } from "vitest";
import { survey } from "../../../../src/sandbox/folders/survey.ts";
import { type Folder, test } from "../../../fakes/folder.ts";

const run = promisify(execFile);

async function filesIn(path: string): Promise<string[]> {
  const { entries } = await survey(path, {});
  return entries.flatMap((entry) => (entry.kind === "file" ? [entry.path] : [])).toSorted();
}

/** What git itself would take from a folder. */
async function byGit(path: string): Promise<string[]> {
  const words = ["ls-files", "--others", "--exclude-standard", "-z"];
  const { stdout } = await run("git", words, { cwd: path });
  return stdout.split("\0").filter(Boolean).toSorted();
}

async function repository(folder: Folder, files: Readonly<Record<string, string>>): Promise<void> {
  await run("git", ["init", "-q", folder.path]);
  await folder.put(files);
}

const empty = (...paths: readonly string[]): Record<string, string> =>
  Object.fromEntries(paths.map((path) => [path, ""]));

describe("what is put into a sandbox is what git would take", () => {
  test("by rules of every form", async ({ folder }) => {
    await repository(folder, {
      ".gitignore":
        "# a comment\n*.log\n!keep.log\n/only-here\nfolder/\n**/deep/x\na/**/z\n\\#odd\n" +
        "trailing\\ \n[ab].txt\nCase\n",
      ...empty("x.log", "keep.log", "sub/x.log", "only-here", "sub/only-here", "folder/in"),
      ...empty("sub/folder/in", "folder2/folder", "deep/x", "s/deep/x", "a/z", "a/b/c/z", "z"),
      ...empty("#odd", "trailing ", "trailing", "a.txt", "c.txt", "case", "Case", ".hidden"),
      ...empty("...", "..name", "ä/ö", "with space", "new\nline"),
    });
    expect(await filesIn(folder.path)).toEqual(await byGit(folder.path));
  });

  test("by rules in folders, which overrule those above", async ({ folder }) => {
    await repository(folder, {
      ".gitignore": "*.tmp\nout/\ngone/again/\nnode_modules\nodd*dir*/\n",
      "a/.gitignore": "!wanted.tmp\nlocal\n!out/\n",
      "a/b/.gitignore": "*\n!.gitignore\n!this\n",
      "gone/.gitignore": "!again/\n",
      "odd/.gitignore": "!odd*\n",
      ...empty("odd/odd *[!]dir #/x", "odd/odd *[!]dir #/y.tmp", "odd/odd-dir/x", "odddir/x"),
      ...empty("x.tmp", "a/x.tmp", "a/wanted.tmp", "wanted.tmp", "a/local", "local", "a/c/local"),
      ...empty(
        "out/x",
        "a/out/x",
        "a/out/x.tmp",
        "a/c/out/x",
        "a/b/this",
        "a/b/that",
        "a/b/d/this",
      ),
      ...empty("gone/again/x", "gone/again/y.tmp", "node_modules/x", "a/node_modules/y"),
    });
    expect(await filesIn(folder.path)).toEqual(await byGit(folder.path));
  });

  test("of a part of a repository, too", async ({ folder }) => {
    await repository(folder, {
      ".gitignore": "node_modules\n/part/private\n*.log\n",
      "part/.gitignore": "!shown.log\n",
      ...empty("part/node_modules/x", "part/private", "part/sub/private", "part/shown.log"),
      ...empty("part/sub/other.log", "part/file"),
    });
    expect(await filesIn(folder.at("part"))).toEqual(await byGit(folder.at("part")));
    expect(await filesIn(folder.at("part/sub"))).toEqual(["private"]);
  });

  test("of a folder that git leaves out as a whole, all but what it leaves out itself", async ({
    folder,
  }) => {
    await repository(folder, {
      ".gitignore": "dist\n*.map\n",
      "dist/.gitignore": "secret\n",
      ...empty("dist/x.js", "dist/x.js.map", "dist/secret", "dist/deep/y"),
    });
    expect(await filesIn(folder.at("dist"))).toEqual([".gitignore", "deep/y", "x.js", "x.js.map"]);
    expect(await filesIn(folder.at("dist/deep"))).toEqual(["y"]);
  });

  test("where there is no repository, by the folder's own rules alone", async ({ folder }) => {
    await folder.put({ ".gitignore": "*\n", ...empty("in/.hidden", "in/node_modules/x") });
    expect(await filesIn(folder.at("in"))).toEqual([".hidden", "node_modules/x"]);
  });
});

describe("looking through a folder", () => {
  test("ends when it is cancelled", async ({ folder }) => {
    await folder.put({ "a/b": "" });
    await expect(survey(folder.path, { signal: AbortSignal.abort() })).rejects.toMatchObject({
      code: "cancelled",
    });
  });

  test("takes a link to a folder for the folder", async ({ folder }) => {
    await folder.put({ "real/a": "" });
    await folder.link("link", "real");
    expect(await filesIn(folder.at("link"))).toEqual(["a"]);
  });
});
