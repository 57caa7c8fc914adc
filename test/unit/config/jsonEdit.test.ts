import { parse } from "jsonc-parser";
import { describe, expect, it } from "vitest";
import { removeValue, setValue } from "../../../src/config/jsonEdit.ts";

const inLines = (...lines: string[]) => `${lines.join("\n")}\n`;

describe("setting a value", () => {
  it("in an empty object makes the way to it", () => {
    expect(setValue("{}\n", ["a", "b"], { c: [1] })).toBe(
      inLines(
        "{",
        '  "a": {',
        '    "b": {',
        '      "c": [',
        "        1",
        "      ]",
        "    }",
        "  }",
        "}",
      ),
    );
  });

  it("in an empty object of two lines adds no third", () => {
    expect(setValue("{\n}\n", ["a"], 1)).toBe(inLines("{", '  "a": 1', "}"));
    expect(setValue('{\n  "a": {\n  }\n}\n', ["a", "b"], 1)).toBe(
      inLines("{", '  "a": {', '    "b": 1', "  }", "}"),
    );
  });

  it("changes no other character", () => {
    const text = inLines("{ // top", '    "x":   1 , "y" : [ 1,2 ]', "    // end", "}");
    expect(setValue(text, ["z"], true)).toBe(
      inLines("{ // top", '    "x":   1 , "y" : [ 1,2 ],', '    "z": true', "    // end", "}"),
    );
  });

  it("keeps the comment behind the last value where it is", () => {
    const text = inLines("{", '  "a": 1 // one', "}");
    expect(setValue(text, ["b"], 2)).toBe(inLines("{", '  "a": 1, // one', '  "b": 2', "}"));
    const withComma = inLines("{", '  "a": 1, /* one */', "}");
    expect(setValue(withComma, ["b"], 2)).toBe(
      inLines("{", '  "a": 1, /* one */', '  "b": 2,', "}"),
    );
  });

  it("keeps a trailing comma", () => {
    const text = inLines("{", '\t"a": {},', "}");
    expect(setValue(text, ["b"], 1)).toBe(inLines("{", '\t"a": {},', '\t"b": 1,', "}"));
  });

  it("replaces what is there, and nothing around it", () => {
    const text = inLines("{", '  "a": { "b": 1 /* one */ }, // why', '  "c": 2', "}");
    expect(setValue(text, ["a"], { d: 3 })).toBe(
      inLines("{", '  "a": {', '    "d": 3', "  }, // why", '  "c": 2', "}"),
    );
    expect(setValue(text, ["a", "b"], 5)).toContain('"a": { "b": 5 /* one */ }, // why');
  });

  it.each(['{"a":{"s":{}}}', '{"a":{}}', "{}", '{\r\n "a":\r\n {\r\n}}', '{"a":{"x":1,},}'])(
    "reads back as set, in %j",
    (text) => {
      const value = { command: 'a "b"\n,', list: ["x,", { y: null }], n: 1.5 };
      expect(parse(setValue(text, ["a", "s"], value))).toMatchObject({ a: { s: value } });
    },
  );
});

describe("removing a property", () => {
  const text = inLines(
    "{",
    "  // first",
    '  "a": 1, // one',
    '  "b": 2, // two',
    '  "c": 3 // three',
    "}",
  );

  it("takes its line, and leaves the comments of the others", () => {
    expect(removeValue(text, ["a"])).toBe(
      inLines("{", "  // first", '  "b": 2, // two', '  "c": 3 // three', "}"),
    );
    expect(removeValue(text, ["b"])).toBe(
      inLines("{", "  // first", '  "a": 1, // one', '  "c": 3 // three', "}"),
    );
  });

  it("takes the comma before it when it was the last", () => {
    expect(removeValue(text, ["c"])).toBe(
      inLines("{", "  // first", '  "a": 1, // one', '  "b": 2 // two', "}"),
    );
  });

  it("leaves the commas of those who like one at the end", () => {
    const trailing = inLines("{", '  "a": 1,', '  "b": 2,', "}");
    expect(removeValue(trailing, ["b"])).toBe(inLines("{", '  "a": 1,', "}"));
  });

  it.each([
    '{"a":1,"b":{"c":2}}',
    '{ "b": { "c" : 2 } , "a":1 }',
    '{"b":{"c":2}}',
    '{"x":1,"b":{},"a":1}',
  ])("on one line reads back without it: %s", (line) => {
    const { b: _, ...rest } = parse(line) as Record<string, unknown>;
    const errors: never[] = [];
    expect(parse(removeValue(line, ["b"]), errors)).toEqual(rest);
    expect(errors).toEqual([]);
  });

  it("does not take the comments of its neighbours for its own", () => {
    const shared = inLines("{", '  "b": 1, /* of c */ "c": 2 /* c */', "}");
    expect(removeValue(shared, ["b"])).toBe(inLines("{", '   /* of c */ "c": 2 /* c */', "}"));
    const behind = inLines("{ // top", '  "b": 1, "c": 2', "}");
    expect(removeValue(behind, ["b"])).toBe(inLines("{ // top", '   "c": 2', "}"));
  });

  it("that is not there changes nothing", () => {
    expect(removeValue(text, ["d"])).toBe(text);
    expect(removeValue("", ["d"])).toBe("");
  });
});
