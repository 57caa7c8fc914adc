import { describe, expect, it } from "vitest";
import { answerLines } from "../../../../src/interpreter/service/answerLines.ts";

async function* inPieces(bytes: Uint8Array, size: () => number): AsyncGenerator<Uint8Array> {
  for (let at = 0; at < bytes.length;) {
    const next = at + size();
    yield bytes.subarray(at, next);
    at = next;
  }
}

async function read(text: string, size = (): number => text.length): Promise<unknown[]> {
  const values: unknown[] = [];
  const chunks = inPieces(new TextEncoder().encode(text), size);
  for await (const value of answerLines(chunks)) values.push(value);
  return values;
}

const lines = [
  { type: "stdout", text: "grüße 🐍\n" },
  { type: "stdout", text: "" },
  { type: "result", text: "x".repeat(500), extra: { ñ: ["日本語"] } },
  { type: "end_of_execution" },
];
const body = lines.map((line) => `${JSON.stringify(line)}\n`).join("");

describe("the lines of an answer", () => {
  it.each([1, 2, 3, 5, 7, 64, 10_000])("are whole in chunks of %i bytes", async (size) => {
    expect(await read(body, () => size)).toEqual(lines);
  });

  it("are whole however they are torn", async () => {
    let seed = 7;
    const random = (): number => (seed = (seed * 16_807) % 2_147_483_647);
    for (let round = 0; round < 100; round++)
      expect(await read(body, () => (random() % 40) + 1)).toEqual(lines);
  });

  it("may be empty, end with a carriage return, and the last one without an end", async () => {
    expect(await read('\n{"a":1}\r\n\n  \n{"b":2}')).toEqual([{ a: 1 }, { b: 2 }]);
    expect(await read("")).toEqual([]);
  });

  it("come one by one, before the next is there", async () => {
    let release = (): void => {};
    const gate = new Promise<void>((resolve) => (release = resolve));
    async function* slowly(): AsyncGenerator<Uint8Array> {
      yield Buffer.from('{"a":1}\n{"b"');
      await gate;
      yield Buffer.from(":2}\n");
    }
    const reading = answerLines(slowly());
    expect((await reading.next()).value).toEqual({ a: 1 });
    release();
    expect((await reading.next()).value).toEqual({ b: 2 });
    expect((await reading.next()).done).toBe(true);
  });

  it("that are no JSON are told of, after those that are", async () => {
    const reading = answerLines(inPieces(Buffer.from('{"a":1}\n<html>\n'), () => 100));
    expect((await reading.next()).value).toEqual({ a: 1 });
    await expect(reading.next()).rejects.toMatchObject({
      code: "protocol",
      message:
        "The service sent something that is no JSON. Whether the code ran to its end is not known.",
    });
    await expect(read('{"a":1}\n{"type": "stdout", "te')).rejects.toMatchObject({
      code: "protocol",
    });
  });

  it("are not taken into memory without an end", async () => {
    const piece = Buffer.alloc(1024 * 1024, "x");
    async function* endless(): AsyncGenerator<Uint8Array> {
      for (;;) yield piece;
    }
    await expect(answerLines(endless()).next()).rejects.toMatchObject({
      message: expect.stringContaining("The service sent a line without an end."),
    });
  });
});
