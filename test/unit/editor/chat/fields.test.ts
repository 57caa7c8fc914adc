import { describe, expect, it } from "vitest";
import { type Field, fieldsOf } from "../../../../src/editor/chat/elicitation/fields.ts";
import {
  countProblem,
  expected,
  problemOf,
  valueOf,
} from "../../../../src/editor/chat/elicitation/fieldText.ts";

const form = (properties: object, required: readonly string[] = []) =>
  fieldsOf({ type: "object", properties, required });

function field<K extends Field["kind"]>(kind: K, schema: object, required = false) {
  const [found] = form({ it: schema }, required ? ["it"] : []) ?? [];
  expect(found?.kind).toBe(kind);
  return found as Field & { kind: K };
}

describe("a form", () => {
  it("asks in its own order, by titles where there are any", () => {
    const fields = form({ b: { type: "boolean" }, a: { type: "string", title: "Your name" } }, [
      "a",
    ]);
    expect(fields).toMatchObject([
      { key: "b", name: "b", required: false },
      { key: "a", name: "Your name", required: true },
    ]);
  });

  it("without properties asks nothing but yes or no", () => {
    expect(fieldsOf({ type: "object" })).toEqual([]);
  });

  it.each([
    ["an object within", { o: { type: "object" } }],
    ["a list of anything", { l: { type: "array", items: { type: "string" } } }],
    ["no type", { n: {} }],
    ["no schema", { s: true }],
  ])("with %s is none", (_, properties) => {
    expect(form(properties)).toBeUndefined();
  });

  it.each([undefined, "form", { properties: [] }])("is not %j", (schema) => {
    expect(fieldsOf(schema)).toBeUndefined();
  });

  it.each([
    ["titled", { type: "string", oneOf: [{ const: "r", title: "Red" }, { const: "b" }] }],
    ["plain, with names beside", { type: "string", enum: ["r", "b"], enumNames: ["Red"] }],
  ])("offers choices that are %s", (_, schema) => {
    const choices = [
      { value: "r", name: "Red" },
      { value: "b", name: "b" },
    ];
    expect(field("choice", { ...schema, default: "b" })).toMatchObject({ choices, preset: "b" });
  });

  it("offers several choices", () => {
    const items = { anyOf: [{ const: "s", title: "Sea" }] };
    const schema = { type: "array", items, minItems: 1, maxItems: 2, default: ["s", 1] };
    const several = field("choices", schema);
    expect(several).toMatchObject({ choices: [{ value: "s", name: "Sea" }], preset: ["s"] });
    expect([0, 1, 3].map((count) => countProblem(several, count))).toEqual([
      "Choose at least 1.",
      undefined,
      "Choose at most 2.",
    ]);
  });
});

describe("what is typed", () => {
  const text = (schema: object, required = false) =>
    field("text", { type: "string", ...schema }, required);

  it("may be nothing, unless something is needed", () => {
    expect(problemOf(text({ minLength: 3 }), " ")).toBeUndefined();
    expect(valueOf(text({}), " ")).toBeUndefined();
    expect(problemOf(text({}, true), " ")).toMatch(/needed/);
  });

  it("is counted by characters, not by halves of them", () => {
    const three = text({ minLength: 3, maxLength: 3 });
    expect(problemOf(three, "🌍🌍🌍")).toBeUndefined();
    expect(problemOf(three, "🌍🌍")).toMatch(/At least 3/);
    expect(problemOf(three, "abcd")).toMatch(/At most 3/);
  });

  it.each([
    ["email", "ada@example.com", "ada@"],
    ["uri", "https://example.com/a?b", "example"],
    ["date", "2026-02-28", "2026-13-01"],
    ["date-time", "2026-02-28T10:00:00+01:00", "2026-02-28 10:00"],
  ])("fits the format %s", (format, good, bad) => {
    expect(problemOf(text({ format }), good)).toBeUndefined();
    expect(problemOf(text({ format }), bad)).toMatch(/^This is not /);
  });

  it("is a number within its bounds", () => {
    const number = field("number", { type: "number", minimum: 0, maximum: 1 }, true);
    expect(["0.5", "-1", "2", "x"].map((typed) => problemOf(number, typed))).toEqual([
      undefined,
      "At least 0.",
      "At most 1.",
      "This is not a number.",
    ]);
    expect(valueOf(number, " 0.5 ")).toBe(0.5);
    const whole = field("integer", { type: "integer", default: 3 });
    expect(problemOf(whole, "1.5")).toMatch(/whole/);
    expect(whole.preset).toBe(3);
  });

  it("is told beforehand what is expected", () => {
    expect(expected(field("integer", { type: "integer", minimum: 1 }))).toBe(
      "a whole number, at least 1, may be left empty",
    );
    expect(expected(text({ format: "email" }, true))).toBe("an e-mail address");
    expect(expected(text({ maxLength: 5 }, true))).toBe("at most 5 characters");
  });

  it("has a preset of the right type only", () => {
    expect(field("boolean", { type: "boolean", default: "yes" }).preset).toBeUndefined();
    expect(field("boolean", { type: "boolean", default: false }).preset).toBe(false);
  });
});
