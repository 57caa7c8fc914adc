import { expect, test } from "vitest";
import { linesOf } from "../../../../src/interpreter/kernel/lines.ts";

async function read(chunks: readonly string[], most = 1000): Promise<string[]> {
  const bytes = chunks.map((chunk) => Buffer.from(chunk, "latin1"));
  const stream = (async function* () {
    yield* bytes;
  })();
  const lines: string[] = [];
  for await (const line of linesOf(stream, most)) lines.push(line);
  return lines;
}

test("lines are whole wherever chunks and characters are cut", async () => {
  const text = Buffer.from("é€\n\nb\nrest").toString("latin1");
  for (let at = 0; at <= text.length; at++)
    expect(await read([text.slice(0, at), text.slice(at)])).toEqual(["é€", "", "b"]);
  expect(await read(text.split(""))).toEqual(["é€", "", "b"]);
});

test("reading ends before a line that is too long", async () => {
  expect(await read(["a\n", "x".repeat(6), "x".repeat(6), "\nb\n"], 10)).toEqual(["a"]);
});
