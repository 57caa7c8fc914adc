import { expect, test } from "vitest";
import { outputLines } from "../../../src/sandbox/outputLines.ts";

async function linesOf(...pieces: readonly (string | Uint8Array)[]): Promise<string[]> {
  async function* stream(): AsyncGenerator<Uint8Array> {
    for (const piece of pieces) yield Buffer.from(piece as string);
  }
  const lines: string[] = [];
  for await (const line of outputLines(stream())) lines.push(line);
  return lines;
}

test.each([
  ["ends at line breaks of any kind", ["a\nb\r\nc\rd"], ["a", "b", "c", "d"]],
  ["comes in pieces", ["a", "b\nc", "d\n"], ["ab", "cd"]],
  ["leaves out what is blank", ["\n\n  \na\n"], ["a"]],
  ["keeps indentation", ["  a  \n"], ["  a"]],
  ["loses colours and cursor movements", ["\u001b[31mred\u001b[0m\u001b[2K\n"], ["red"]],
  ["loses titles, bells and turned-round text", ["\u001b]0;title\u0007a\u0007\u202eb\n"], ["ab"]],
])("output %s", async (_what, pieces, expected) => {
  expect(await linesOf(...pieces)).toEqual(expected);
});

test("a letter that is cut in two between pieces stays whole", async () => {
  const bytes = Buffer.from("größe\n");
  expect(await linesOf(bytes.subarray(0, 3), bytes.subarray(3))).toEqual(["größe"]);
});

test("a line without end is cut in pieces and not kept whole", async () => {
  const lines = await linesOf(...Array.from({ length: 100 }, () => "x".repeat(1000)));
  expect(lines.join("")).toHaveLength(100_000);
  for (const line of lines) expect(line.length).toBeLessThanOrEqual(4096);
});
