import { expect, test } from "vitest";
import { leftOutWords, movedWords, moveProgress } from "../../../../src/editor/words/movedWords.ts";

test("what was moved is counted and weighed", () => {
  expect(movedWords({ files: 12, bytes: 3_400_000 })).toBe("12 files (3.4 MB) were");
  expect(movedWords({ files: 1, bytes: 3 })).toBe("1 file (3 B) was");
  expect(movedWords({ files: 0, bytes: 0 })).toBe("No files were");
});

test("a move of a known size says how much of it is done", () => {
  expect(moveProgress({ files: 2, bytes: 1_000_000, totalBytes: 4_000_000 })).toEqual({
    progress: 1_000_000,
    total: 4_000_000,
    message: "2 files, 1.0 MB of 4.0 MB",
  });
});

test("a move of an unknown size says what is done", () => {
  expect(moveProgress({ files: 1, bytes: 5 })).toEqual({ progress: 5, message: "1 file, 5 B" });
});

test("what was left out is told, the first few lines of it", () => {
  expect(leftOutWords(["a is a device.", "b is too large."])).toBe(
    "a is a device. b is too large.",
  );
  const lines = Array.from({ length: 7 }, (_, index) => `${index}.`);
  expect(leftOutWords(lines)).toBe("0. 1. 2. 3. 4. … and 2 more.");
});
