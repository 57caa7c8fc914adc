import { expect, test } from "vitest";
import { nameProblem } from "../../../../src/editor/commands/nameProblem.ts";

test.each(["a", "a.txt", ".env", "a b", "a/b/c.txt", "folder/", "..a"])(
  "%j may be taken",
  (name) => {
    expect(nameProblem(name)).toBeUndefined();
  },
);

test.each(["", "/a", "a//b", "../a", "a/./b", "a/..", ".", "a\0b", "//"])(
  "%j may not be taken",
  (name) => {
    expect(nameProblem(name)).toMatch(/\.$/);
  },
);
