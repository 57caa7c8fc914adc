import { expect, test } from "vitest";
import { afterMarker, newWord } from "../../../../../src/sandbox/e2b/process/marker.ts";

/** What is heard after the marker's line, and the line's own rest. */
function heard(text: string, size: number): { what: string; rest: string } {
  const found = { what: "", rest: "" };
  const take = afterMarker("word", (what) => {
    found.what = what;
    return (more) => void (found.rest += more);
  });
  for (let at = 0; at < text.length; at += size) void take(text.slice(at, at + size));
  return found;
}

test("all before the marker is skipped, and nothing after it, however it is cut", () => {
  const noise = "Welcome =word \n=wor\n= word\n\ufffd";
  const text = `${noise}\n=word no such thing\nafter\n=word again\n`;
  for (const size of [1, 2, 3, 7, text.length])
    expect(heard(text, size)).toEqual({ what: "no such thing", rest: "after\n=word again\n" });
});

test("noise without end takes no memory, and the marker behind it is found", () => {
  expect(heard(`${"noise".repeat(100_000)}\n=word ok\nx`, 1000)).toEqual({ what: "ok", rest: "x" });
});

test("what the reader throws reaches the one that gives", () => {
  const take = afterMarker("word", () => () => {
    throw new Error("refused");
  });
  expect(() => take("\n=word\nmore")).toThrow("refused");
});

test("no word is like another", () => {
  expect(new Set(Array.from({ length: 100 }, newWord)).size).toBe(100);
});
