import { describe, expect, test } from "vitest";
import {
  argumentsText,
  firstValue,
  placeOf,
  readArguments,
} from "../../../../src/editor/arguments/argumentsText.ts";
import { parseToolUri, toolUri } from "../../../../src/editor/arguments/toolUri.ts";

const name = { server: "files", tool: "list" };

describe("the address of a tool's schema", () => {
  test.each(["list", "a/b", "ü ?#%.json", "../x"])("survives the name %j", (tool) => {
    expect(parseToolUri(toolUri({ server: "s-1_a", tool }))).toEqual({ server: "s-1_a", tool });
  });

  test.each([
    "",
    "https://json-schema.org/x",
    "mcp-sandbox-schema:/a b/c.json",
    "mcp-sandbox-schema:/a/%zz.json",
  ])("is not %j", (uri) => {
    expect(parseToolUri(uri)).toBeUndefined();
  });
});

describe("an arguments document", () => {
  test("is read back as it was written, without the line of its schema", () => {
    const values = { path: "/data", deep: true };
    expect(readArguments(argumentsText(name, values))).toEqual({ name, values, sound: true });
  });

  test("may have comments and a comma too many", () => {
    const text = `{ // for list\n "$schema": "${toolUri(name)}", "a": 1, }`;
    expect(readArguments(text)).toEqual({ name, values: { a: 1 }, sound: true });
  });

  test("is known while it is being typed, but not sound", () => {
    const text = `{ "$schema": "${toolUri(name)}", "a": }`;
    expect(readArguments(text)).toMatchObject({ name, sound: false });
  });

  test.each(["", "{}", "[]", '{ "$schema": 1 }', '{ "$schema": "https://e.example" }'])(
    "is not %j",
    (text) => {
      expect(readArguments(text)).toBeUndefined();
    },
  );

  test("keeps a parameter called $schema out of the arguments only when it is ours", () => {
    expect(readArguments('{ "$schema": "http://x", "a": 1 }')).toBeUndefined();
  });

  test.each([
    [{ path: "/data" }, "/data"],
    [{ count: 40 }, "40"],
    [{ deep: false }, "false"],
    [{ list: [] }, "[]"],
  ])("selects the first value of %j to be typed over", (values, selected) => {
    const text = argumentsText(name, values);
    const { start, end } = firstValue(text);
    expect(text.slice(start, end)).toBe(selected);
  });

  test("begins behind the line of its schema when nothing is asked for", () => {
    const text = argumentsText(name, {});
    const { start, end } = firstValue(text);
    expect(start).toBe(end);
    expect(text.slice(0, start).endsWith('list.json"')).toBe(true);
  });
});

describe("the place of a problem", () => {
  const text = argumentsText(name, { a: 1, list: ["x", { b: 2 }], "c/d": "e" });
  const marked = (path: string): string => {
    const { offset, length } = placeOf(text, { path, message: "" });
    return text.slice(offset, offset + length);
  };

  test.each([
    ["/a", "1"],
    ["/list/0", '"x"'],
    ["/list/1/b", "2"],
    ["/c~1d", '"e"'],
  ])("%s is its value", (path, place) => {
    expect(marked(path)).toBe(place);
  });

  test("that is missing is what should hold it", () => {
    expect(marked("/missing")).toBe("{");
    expect(marked("/list/9")).toBe('"list"');
    expect(marked("")).toBe("{");
  });

  test("in a text that is no JSON is the whole text", () => {
    expect(placeOf("", { path: "/a", message: "" })).toEqual({ offset: 0, length: 0 });
  });
});
