import { describe, expect, it } from "vitest";
import { LineSplitter, LineTooLong } from "../../../src/mcp/lines.ts";

const bytes = (text: string): Uint8Array => new TextEncoder().encode(text);

function split(chunks: readonly Uint8Array[], maxBytes = 1000): (string | undefined)[] {
  const splitter = new LineSplitter(maxBytes, "cut");
  const lines = chunks.flatMap((chunk) => [...splitter.push(chunk)]);
  return [...lines, splitter.rest()];
}

describe("a line splitter", () => {
  it("gives whole lines, and the rest at the end", () => {
    expect(split([bytes("a\nb\n\nc")])).toEqual(["a", "b", "", "c"]);
    expect(split([bytes("a\n")])).toEqual(["a", undefined]);
  });

  it("joins what chunks have cut, at any byte", () => {
    const whole = bytes("é世🌍\r\n{}\n");
    for (let cut = 1; cut < whole.length; cut += 1)
      expect(split([whole.subarray(0, cut), whole.subarray(cut)])).toEqual([
        "é世🌍",
        "{}",
        undefined,
      ]);
    expect(split([...whole].map((byte) => Uint8Array.of(byte)))).toEqual([
      "é世🌍",
      "{}",
      undefined,
    ]);
  });

  it("drops only the carriage return that ends a line", () => {
    expect(split([bytes("a\rb\r\r\n")])).toEqual(["a\rb\r", undefined]);
  });

  it("replaces bytes that are no text instead of failing", () => {
    expect(split([Uint8Array.of(97, 0xff, 10)])).toEqual(["a\ufffd", undefined]);
  });

  it("takes a line of exactly the limit and throws at one byte more", () => {
    const splitter = new LineSplitter(4, "throw");
    expect([...splitter.push(bytes("1234\n"))]).toEqual(["1234"]);
    expect(() => [...splitter.push(bytes("12345"))]).toThrow(LineTooLong);
  });

  it("throws before the line has ended, so that none can fill the memory", () => {
    const splitter = new LineSplitter(10, "throw");
    expect([...splitter.push(bytes("12345678"))]).toEqual([]);
    expect(() => [...splitter.push(bytes("90123"))]).toThrow("longer than 10 bytes");
  });

  it("cuts where it may, and finds the next line", () => {
    expect(split([bytes("12345"), bytes("6789"), bytes("0\nab\n1234567")], 6)).toEqual([
      ...["123456…", "ab", "123456…"],
    ]);
  });
});
