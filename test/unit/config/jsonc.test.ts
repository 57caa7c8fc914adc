import { describe, expect, it } from "vitest";
import { Failure } from "../../../src/base/failure.ts";
import { duplicateKeys } from "../../../src/config/duplicateKeys.ts";
import { parseJsonc, position, withoutMark } from "../../../src/config/jsonc.ts";

const valueOf = (text: string): unknown => parseJsonc(text, "f").value;
const failureOf = (text: string): Failure => {
  try {
    parseJsonc(text, "/a/settings.json");
  } catch (error) {
    return Failure.from(error);
  }
  throw new Error(`${text} was taken`);
};

describe("a settings file", () => {
  it("may hold comments, trailing commas and a byte order mark", () => {
    expect(valueOf('\uFEFF// a\n{"a": [1, 2,], /* b */ }')).toEqual({ a: [1, 2] });
  });

  it("may be empty", () => {
    expect(valueOf("")).toBeUndefined();
    expect(valueOf("// nothing\n")).toBeUndefined();
  });

  it.each([
    ['{"a": }', "1:7", "A value is expected here."],
    ['{\n  "a" 1\n}', "2:7", "A colon is expected here."],
    ['{"a": 1 "b": 2}', "1:9", "A comma is expected here."],
    ['{"a": 1', "1:8", "A close brace is expected here."],
    ["[1", "1:3", "A close bracket is expected here."],
    ["{a: 1}", "1:2", "There is an invalid symbol here."],
    ['{"a": "open\n}', "1:7", "There is an unexpected end of string here."],
    ['{"a": 1}\r\n}', "2:1", "An end of file is expected here."],
  ])("that is broken says where and how: %j", (text, where, reason) => {
    const failure = failureOf(text);
    expect(failure.code).toBe("config");
    expect(failure.message).toBe(`/a/settings.json:${where}: ${reason}`);
    expect(failure.remedy).toBe("Mend the file by hand; it is left as it is.");
  });

  it("counts lines and columns from 1, whatever the line ends", () => {
    expect(position("", 0)).toEqual({ line: 1, column: 1 });
    expect(position("a\nbc", 4)).toEqual({ line: 2, column: 3 });
    expect(position("a\r\nb\rc", 6)).toEqual({ line: 3, column: 2 });
  });

  it("loses a byte order mark and nothing else", () => {
    expect(withoutMark("\uFEFFa\uFEFF")).toBe("a\uFEFF");
    expect(withoutMark("")).toBe("");
  });
});

describe("names that stand twice", () => {
  const twice = (text: string, keys: readonly string[]) =>
    duplicateKeys(parseJsonc(text, "f").root, keys, "servers").map(({ path }) => path);

  it("are found where servers are kept", () => {
    expect(twice('{"s": {"a": 1, "b": 2, "a": 3, "a": 4}}', ["s"])).toEqual([
      "servers.a",
      "servers.a",
    ]);
    expect(twice('{"a": 1, "a": 2}', [])).toEqual(["servers.a"]);
  });

  it("are nobody's business elsewhere", () => {
    expect(twice('{"s": {"a": {"x": 1, "x": 2}}}', ["s"])).toEqual([]);
    expect(twice("", ["s"])).toEqual([]);
    expect(twice('{"s": 3}', ["s"])).toEqual([]);
  });
});
