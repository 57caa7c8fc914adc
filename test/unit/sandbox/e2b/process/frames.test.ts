import { expect, test } from "vitest";
import { framesTo, type Reports } from "../../../../../src/sandbox/e2b/process/frames.ts";

/** Reads frames in pieces of a size, and tells what they reported. */
function reported(text: string, size = text.length): unknown[] {
  const told: unknown[] = [];
  const bytes = { stdout: "", stderr: "" };
  const reports: Reports = {
    output: (stream, at, piece) => {
      told.push([stream, at]);
      bytes[stream] += Buffer.from(piece).toString("latin1");
    },
    input: (taken, isClosed) => told.push(["input", taken, isClosed]),
    exit: (code, signal) => told.push(["exit", code, signal]),
  };
  const take = framesTo(reports);
  for (let at = 0; at < text.length; at += size) take(text.slice(at, at + size));
  return [bytes.stdout, bytes.stderr, ...told];
}

test("frames are told in their order, whatever is in them", () => {
  expect(reported("O 0 6\nO 9 9\nE 0 1\n\u00ffS 12 1\nO 6 0\nX 3 0\n")).toEqual([
    ...["O 9 9\n", "\u00ff"],
    ...[
      ["stdout", 0],
      ["stderr", 0],
      ["input", 12, true],
      ["exit", 3, 0],
    ],
  ]);
});

test("frames may be cut anywhere, and each piece tells where it belongs", () => {
  expect(reported("O 10 4\nabcdX 0 15\n", 1)).toEqual([
    ...["abcd", ""],
    ...[
      ["stdout", 10],
      ["stdout", 11],
      ["stdout", 12],
      ["stdout", 13],
      ["exit", 0, 15],
    ],
  ]);
});

test("what is no frame is refused", () => {
  const wrong = ["hello\n", "O 1\n", "O -1 5\n", "Q 1 2\n", "O 1 2 3\n", "\n", "S 1e3 0\n"];
  for (const text of [...wrong, "x".repeat(100), "O 0 9999999999999999\n"])
    expect(() => reported(text), text).toThrow("no frame");
});

test("a character that is no byte is refused, so that no other gets into the output", () => {
  expect(() => reported("O 0 9\nabc\ufffd")).toThrow("no frame");
});
