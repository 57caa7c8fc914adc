import { describe, expect, test } from "vitest";
import {
  protectedIn,
  safePath,
  staysInside,
} from "../../../../src/sandbox/folders/archivePaths.ts";

describe("the path of an entry", () => {
  test.for([
    ["a/b", "a/b"],
    ["./a//b/./c/", "a/b/c"],
    ["./", ""],
    ["..a/b..", "..a/b.."],
    ["...", "..."],
    ["C:\\x", "C:\\x"],
    ["con", "con"],
  ] as const)("is plain for %j", ([name, path]) => {
    expect(safePath(name, "linux")).toBe(path);
  });

  test.for(["", "/", "/a", "//a", "..", "a/..", "a/../b", "./../a", "a\0"])(
    "is none for %j",
    (name) => {
      expect(safePath(name, "linux")).toBeUndefined();
    },
  );

  test.for([
    ...["C:\\x", "C:x", "a\\..\\b", "a:stream", "con", "a/NUL.txt", "com1", "git~1", "a.", "a "],
    ...["a/b\n", "a?"],
  ])("is none for %j on Windows", (name) => {
    expect(safePath(name, "win32")).toBeUndefined();
    expect(staysInside("x/y", name, "win32")).toBe(false);
  });

  test("may be usual on Windows", () => {
    for (const name of ["a/b.txt", ".gitignore", "console", "ä ö/x"])
      expect(safePath(name, "win32")).toBe(name);
  });
});

describe("a link", () => {
  test.for([
    ["a", "b"],
    ["a", "./b/c"],
    ["a/b/c", "../../d"],
    ["a/b/c", "../.."],
    ["a", "."],
  ] as const)("at %j to %j stays inside", ([path, target]) => {
    expect(staysInside(path, target, "linux")).toBe(true);
  });

  test.for([
    ["a", ".."],
    ["a/b", "../../c"],
    ["a/b/c", "d/../.."],
    ["a/b", "c/.."],
    ["a", "/b"],
    ["a", ""],
  ] as const)("at %j to %j may not", ([path, target]) => {
    expect(staysInside(path, target, "linux")).toBe(false);
  });
});

describe("what programs would run", () => {
  test.for([
    [".git/config", ".git"],
    ["a/.git/hooks/x", "a/.git"],
    ["a/.github/workflows/x", "a/.github/workflows"],
    [".VSCode/tasks.json", ".VSCode"],
    ["a/.vscode/.git/x", "a/.vscode"],
    [".git", ".git"],
  ] as const)("is found in %j", ([path, part]) => {
    expect(protectedIn(path)).toBe(part);
  });

  test.for(["a/b", ".gitignore", ".github/CODEOWNERS", "x.git/config", "a/.gitx"])(
    "is not in %j",
    (path) => {
      expect(protectedIn(path)).toBeUndefined();
    },
  );
});
