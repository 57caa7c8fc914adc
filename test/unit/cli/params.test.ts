import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { Readable } from "node:stream";
import { describe, expect, it } from "vitest";
import { readParams, withParams } from "../../../src/cli/params.ts";

const schema = {
  type: "object",
  $defs: { Size: { type: "integer" }, "a/b": { type: "boolean" } },
  properties: {
    text: { type: "string" },
    number: { type: "number" },
    flag: { type: "boolean" },
    list: { type: "array", items: { type: "string" } },
    numbers: { type: "array", items: { $ref: "#/$defs/Size" } },
    object: { type: "object" },
    nullable: { anyOf: [{ type: "number" }, { type: "null" }] },
    maybeText: { type: ["string", "null"] },
    textOrList: { oneOf: [{ type: "string" }, { type: "array", items: { type: "number" } }] },
    size: { $ref: "#/$defs/Size" },
    escaped: { $ref: "#/$defs/a~1b" },
    choice: { enum: ["1", "2"] },
    numberChoice: { enum: [1, 2] },
    fixed: { const: true },
    circle: { $ref: "#/properties/circle" },
    anything: {},
  },
};
const typed = (...given: string[]) => withParams({}, given, schema);

describe("a value of --param", () => {
  it.each<[string, unknown]>([
    ["text=5", "5"],
    ["text=true", "true"],
    ['text="quoted"', '"quoted"'],
    ["text=a=b", "a=b"],
    ["text=", ""],
    ["number=5", 5],
    ["number=-1.5e3", -1500],
    ["flag=true", true],
    ['object={"a": [1]}', { a: [1] }],
    ["nullable=null", null],
    ["nullable=7", 7],
    ["maybeText=null", "null"],
    ["size=7", 7],
    ["escaped=false", false],
    ["choice=1", "1"],
    ["numberChoice=1", 1],
    ["fixed=true", true],
    ["anything=5", 5],
    ["anything=five", "five"],
    ["unknown=[1]", [1]],
    ["circle=1", 1],
  ])("has the type that the tool wants: %s", (given, value) => {
    expect(Object.values(typed(given))).toEqual([value]);
  });

  it("that does not fit stays text, for the check to name", () => {
    expect(typed("number=many", "flag=yes", "object={")).toEqual({
      number: "many",
      flag: "yes",
      object: "{",
    });
  });

  it("that would lose digits stays text", () => {
    expect(typed("number=12345678901234567890", "anything=1e999")).toEqual({
      number: "12345678901234567890",
      anything: "1e999",
    });
  });

  it("makes a list when the tool wants one, by JSON or one by one", () => {
    expect(typed('list=["a","b"]', "numbers=1", "numbers=2")).toEqual({
      list: ["a", "b"],
      numbers: [1, 2],
    });
    expect(typed("list=one")).toEqual({ list: ["one"] });
    expect(typed("list=1", "list=2")).toEqual({ list: ["1", "2"] });
  });

  it("may be text or a list", () => {
    expect(typed("textOrList=1")).toEqual({ textOrList: "1" });
    expect(typed("textOrList=[1]")).toEqual({ textOrList: [1] });
    expect(typed("textOrList=1", "textOrList=2")).toEqual({ textOrList: [1, 2] });
  });

  it("may not come twice for what is no list", () => {
    expect(() => typed("text=a", "text=b")).toThrow(
      "--param text is given 2 times, but is no list.",
    );
  });

  it("wins over --params", () => {
    expect(withParams({ text: "a", flag: true }, ["text=b"], schema)).toEqual({
      text: "b",
      flag: true,
    });
  });

  it("finds properties that the schema joins from parts", () => {
    const joined = {
      allOf: [{ properties: { a: { type: "string" } } }],
      additionalProperties: { type: "number" },
    };
    expect(withParams({}, ["a=1", "b=1"], joined)).toEqual({ a: "1", b: 1 });
  });

  it("may be called like a part of every object", () => {
    const value = typed("__proto__=1", "constructor=2");
    expect(Object.entries(value)).toEqual([
      ["__proto__", 1],
      ["constructor", 2],
    ]);
  });

  it.each(["noequals", "=value"])("must be a pair: %s", (given) => {
    expect(() => typed(given)).toThrow("expected NAME=VALUE");
  });

  it.each([{}, { properties: 3 }, { $ref: "#/nowhere" }, { $ref: "https://x.example" }])(
    "is tried as JSON where the schema says nothing: %j",
    (poor) => {
      expect(withParams({}, ["a=1", "b=x"], poor)).toEqual({ a: 1, b: "x" });
    },
  );
});

describe("--params", () => {
  const world = { cwd: tmpdir(), stdin: Readable.from(['{"from":', Buffer.from('"stdin"}')]) };

  it("is a JSON object", async () => {
    expect(await readParams('{"a": [1]}', world)).toEqual({ a: [1] });
    expect(await readParams(undefined, world)).toEqual({});
  });

  it("comes from the standard input", async () => {
    expect(await readParams("-", world)).toEqual({ from: "stdin" });
  });

  it("comes from a file", async () => {
    const folder = await mkdtemp(join(tmpdir(), "params-"));
    await writeFile(join(folder, "a.json"), '{"from": "file"}');
    expect(await readParams("@a.json", { ...world, cwd: folder })).toEqual({ from: "file" });
    await rm(folder, { recursive: true });
    await expect(readParams("@a.json", { ...world, cwd: folder })).rejects.toMatchObject({
      code: "usage",
    });
  });

  it.each(["[1]", "null", "5", "{a: 1}", ""])("is nothing else: %j", async (text) => {
    await expect(readParams(text, world)).rejects.toMatchObject({ code: "usage" });
  });
});
