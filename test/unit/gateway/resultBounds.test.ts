import { describe, expect, it } from "vitest";
import { cut, fits, wholeOf } from "../../../src/gateway/resultBounds.ts";

const bounds = { text: 100, all: 1000 };
const text = (length: number, letter = "x") => ({ type: "text", text: letter.repeat(length) });
const image = (length: number) => ({ type: "image", data: "A".repeat(length) });
const resource = (words: string) => ({ type: "resource", resource: { uri: "x://y", text: words } });
const lengthOf = (value: unknown): number => JSON.stringify(value).length;

describe("a result fits", () => {
  it.each<[string, unknown, boolean]>([
    ["nothing", undefined, true],
    ["without content", {}, true],
    ["of little text", { content: [text(50)] }, true],
    ["of just so much text", { content: [text(98)] }, true],
    ["of too much text", { content: [text(101)] }, false],
    ["of too much text in two pieces", { content: [text(60), text(60)] }, false],
    ["of little text and a picture", { content: [text(50), image(800)] }, true],
    ["of a picture that is too large", { content: [image(1000)] }, false],
    ["of a resource with too much text", { content: [resource("x".repeat(101))] }, false],
    [
      "with too much structured content",
      { content: [], structuredContent: ["x".repeat(120)] },
      false,
    ],
    ["with too much about itself", { content: [], _meta: { x: "x".repeat(120) } }, false],
    ["that is too long a text", "x".repeat(2000), false],
  ])("%s", (_, result, expected) => expect(fits(result, bounds)).toBe(expected));
});

describe("a result that is cut", () => {
  const ways = [{ type: "text", text: "way" }];
  const content = (result: unknown) => cut(result, bounds, ways)["content"];

  it("is no longer than it may be, but for the way to the whole", () => {
    for (const result of [
      { content: [text(5000)] },
      { content: Array.from({ length: 50 }, () => text(30)) },
      { content: Array.from({ length: 50 }, () => image(100)) },
      { content: [text(80), image(5000), text(5000, "y")] },
      { content: [resource("x".repeat(5000))] },
      { content: [], structuredContent: { a: "x".repeat(5000) } },
      { content: [text(10)], _meta: { a: "x".repeat(5000) } },
      "x".repeat(5000),
    ]) {
      const kept = cut(result, bounds, []);
      expect(lengthOf(kept)).toBeLessThan(bounds.all + 200);
      expect(lengthOf(kept["content"]) <= 1200).toBe(true);
    }
  });

  it("keeps its pieces in their order, the first that do not fit any more cut or left out", () => {
    expect(content({ content: [text(40), image(100), text(500, "y"), text(1, "z")] })).toEqual([
      ...[text(40), image(100), text(100 - lengthOf(text(40)), "y"), ...ways],
    ]);
  });

  it("keeps what it says of itself, and structured content that is small", () => {
    const result = { content: [text(500)], structuredContent: { a: 1 }, _meta: { b: 2 }, c: 3 };
    expect(cut(result, bounds, ways)).toMatchObject({
      ...{ structuredContent: { a: 1 }, _meta: { b: 2 }, c: 3 },
    });
    expect(cut(result, bounds, ways)).not.toHaveProperty("isError");
  });

  it("stays an error when it was one", () => {
    expect(cut({ content: [text(500)], isError: true }, bounds, ways)).toHaveProperty(
      "isError",
      true,
    );
  });
});

describe("the whole of a result", () => {
  it("is its text where it is nothing else, and all of it as JSON otherwise", () => {
    const texts = { content: [text(2), text(3, "y")] };
    expect(wholeOf(texts)).toEqual({ text: "xx\nyyy", mimeType: "text/plain" });
    for (const result of [
      { content: [text(2), image(3)] },
      { content: [text(2)], structuredContent: 1 },
      { content: [] },
    ]) {
      const { text: json, mimeType } = wholeOf(result);
      expect([JSON.parse(json), mimeType]).toEqual([result, "application/json"]);
    }
  });
});
