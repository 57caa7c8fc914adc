import { describe, expect, it } from "vitest";
import { validate } from "../../../src/mcp/validate.ts";

const all = (schema: Record<string, unknown>, value: unknown) => validate(schema, value, "all");
const problems = async (schema: Record<string, unknown>, value: unknown) => {
  const verdict = await all(schema, value);
  expect(verdict.unchecked).toBeUndefined();
  return verdict.problems.map(({ path, message }) => `${path} ${message}`);
};

const draft7 = "http://json-schema.org/draft-07/schema#";
const object = (properties: object, more: object = {}) => ({ type: "object", properties, ...more });

describe("validate", () => {
  it("finds nothing wrong with a value that fits", async () => {
    const schema = object({ path: { type: "string" } }, { required: ["path"] });
    expect(await all(schema, { path: "/data" })).toEqual({ problems: [] });
  });

  it("names every problem with its path in one sentence", async () => {
    const schema = object(
      {
        path: { type: "string" },
        depth: { type: "integer", minimum: 1 },
        kind: { enum: ["file", "folder"] },
        list: { type: "array", items: { type: "number" } },
        fixed: { const: 3 },
      },
      { required: ["path", "a/b"], additionalProperties: false },
    );
    const value = { depth: 0, kind: "link", list: [1, "2"], fixed: 4, more: true };
    expect((await problems(schema, value)).toSorted()).toEqual([
      "/a~1b is required",
      "/depth must be >= 1",
      "/fixed must be 3",
      '/kind must be one of "file", "folder"',
      "/list/1 must be a number, but is a string",
      "/more is not known to the tool",
      "/path is required",
    ]);
  });

  it("says of the whole value what is wrong with the whole value", async () => {
    expect(await problems({ type: "object" }, [])).toEqual([" must be an object, but is an array"]);
    expect(await problems({ minProperties: 1, type: "object" }, {})).toEqual([
      " must not have fewer than 1 properties",
    ]);
  });

  it("joins alternatives that differ in type", async () => {
    const schema = object({ a: { anyOf: [{ type: "string" }, { type: "null" }] } });
    expect(await problems(schema, { a: 1 })).toEqual([
      "/a must be a string or null, but is a number",
    ]);
  });

  it("tells alternatives that none or several fit", async () => {
    const one = object({ a: { oneOf: [{ minimum: 1 }, { maximum: 9 }] } });
    expect(await problems(one, { a: 5 })).toEqual(["/a fits more than one of the alternatives"]);
    expect(await problems(object({ a: false }), { a: 5 })).toEqual(["/a must not be there"]);
  });

  it("reads 2020-12 without a $schema, and draft 7 when it says so", async () => {
    const tuple = { prefixItems: [{ type: "string" }], items: false };
    expect(await problems(object({ a: tuple }), { a: [1] })).toHaveLength(1);
    const old = object({ a: { items: [{ type: "string" }], additionalItems: false } });
    expect(await problems({ ...old, $schema: draft7 }, { a: [1] })).toHaveLength(1);
    const unknown = object({ a: { prefixItems: [{ type: "string" }] } });
    expect(await problems({ ...unknown, $schema: draft7 }, { a: [1] })).toEqual([]);
  });

  it("takes a draft 7 schema that does not say so", async () => {
    const old = object({ a: { items: [{ type: "string" }], additionalItems: false } });
    expect(await problems(old, { a: [1] })).toHaveLength(1);
  });

  it("follows references within the schema", async () => {
    const schema = object({ a: { $ref: "#/$defs/even" } }, { $defs: { even: { multipleOf: 2 } } });
    expect(await problems(schema, { a: 3 })).toEqual(["/a must be multiple of 2"]);
  });

  it("checks formats", async () => {
    const schema = object({ at: { type: "string", format: "date-time" } });
    expect(await problems(schema, { at: "now" })).toEqual(['/at must match format "date-time"']);
  });

  it("uses patterns that only the older rules allow", async () => {
    const schema = object({ a: { type: "string", pattern: "^[\\w-.]+$" } });
    expect(await problems(schema, { a: "a b" })).toHaveLength(1);
  });

  it("keeps schemas with the same $id apart", async () => {
    const id = { $id: "https://example.com/args" };
    expect(await problems({ ...id, ...object({ a: { type: "string" } }) }, { a: 1 })).toHaveLength(
      1,
    );
    expect(await problems({ ...id, ...object({ a: { type: "number" } }) }, { a: 1 })).toEqual([]);
  });

  it("finds only the first problem when that is enough", async () => {
    const schema = object({ a: { type: "string" }, b: { type: "string" } });
    expect((await validate(schema, { a: 1, b: 1 }, "first")).problems).toHaveLength(1);
  });
});

describe("a schema that cannot be trusted", () => {
  const unchecked = async (schema: Record<string, unknown>, value: unknown) => {
    const verdict = await all(schema, value);
    expect(verdict.problems).toEqual([]);
    return verdict.unchecked;
  };

  it("is not fetched for: a remote reference leaves the value unchecked", async () => {
    const schema = object({ a: { $ref: "http://127.0.0.1:9/schema.json" } });
    expect(await unchecked(schema, { a: 1 })).toContain(
      "can't resolve reference http://127.0.0.1:9",
    );
  });

  it("may be of an unknown kind", async () => {
    const schema = { $schema: "https://example.com/my-own" };
    expect(await unchecked(schema, {})).toBe(
      'its schema is of an unknown kind, "https://example.com/my-own"',
    );
  });

  it("may be malformed", async () => {
    expect(await unchecked({ type: "strange" }, {})).toMatch(/^its schema cannot be used: /);
    expect(await unchecked(object({}, { required: "path" }), {})).toMatch(/required/);
  });

  it("may be too deep or too large", async () => {
    let deep: Record<string, unknown> = {};
    for (let level = 0; level < 10_000; level += 1) deep = { not: deep };
    expect(await unchecked(deep, {})).toBe("its schema is too large");
    const wide = { enum: Array.from({ length: 30_000 }, (_, index) => index) };
    expect(await unchecked(wide, 1)).toBe("its schema is too large");
  });

  it("cannot hold us up with a regular expression", async () => {
    const schema = object({ a: { type: "string", pattern: "^(a+)+$" } });
    expect(await unchecked(schema, { a: `${"a".repeat(60)}!` })).toBe(
      "it takes longer than 1000 ms",
    );
  });

  it("cannot hold us up with references that multiply", async () => {
    const $defs = Object.fromEntries(
      Array.from({ length: 40 }, (_, index) => {
        const next = { $ref: `#/$defs/d${index + 1}` };
        return [`d${index}`, { allOf: [next, next] }];
      }),
    );
    const schema = { $ref: "#/$defs/d0", $defs: { ...$defs, d40: { type: "object" } } };
    expect(await unchecked(schema, {})).toBe("it takes longer than 1000 ms");
  });

  it("cannot reach prototypes", async () => {
    const schema: unknown = JSON.parse(
      '{"properties":{"__proto__":{"properties":{"x":{"type":"string"}}}}}',
    );
    await all(schema as Record<string, unknown>, JSON.parse('{"__proto__":{"x":1}}'));
    expect(Object.prototype).not.toHaveProperty("x");
  });
});
