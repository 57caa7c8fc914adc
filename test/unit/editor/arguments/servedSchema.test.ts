import { Ajv } from "ajv";
import { describe, expect, test } from "vitest";
import { servedSchema } from "../../../../src/editor/arguments/servedSchema.ts";
import { tool } from "../tree/rows.ts";

const served = (inputSchema: Record<string, unknown>) => servedSchema(tool("t", { inputSchema }));

describe("the schema that the editor gets", () => {
  test("allows the line that ties the document to it, also where nothing else is allowed", () => {
    const schema = served({
      type: "object",
      properties: { a: { type: "string" } },
      additionalProperties: false,
    });
    const validate = new Ajv({ strict: false }).compile({ ...schema });
    expect(validate({ $schema: "mcp-sandbox-schema:/s/t.json", a: "x" })).toBe(true);
    expect(validate({ b: 1 })).toBe(false);
  });

  test("names nothing that would be fetched", () => {
    const schema = served({
      $id: "https://e.example/root.json",
      type: "object",
      properties: {
        near: { $ref: "#/$defs/near" },
        far: { $ref: "https://e.example/far.json" },
        file: { items: [{ $ref: "file:///etc/passwd" }] },
        dynamic: { $dynamicRef: "other.json#x" },
      },
      $defs: { near: { $id: "urn:near", type: "string" } },
    });
    expect(JSON.stringify(schema)).not.toMatch(/e\.example|etc\/passwd|other\.json|urn:near/);
    expect(schema["properties"]).toMatchObject({ near: { $ref: "#/$defs/near" } });
  });

  test("holds no rendered text and no snippets", () => {
    const schema = served({
      type: "object",
      properties: {
        a: {
          markdownDescription: "![x](https://e.example)",
          defaultSnippets: [{ body: "$CLIPBOARD" }],
        },
      },
    });
    expect(schema["properties"]).toMatchObject({ a: {} });
    expect(JSON.stringify(schema)).not.toMatch(/CLIPBOARD|e\.example/);
  });

  test("keeps properties that have a keyword's name, and data as it is", () => {
    const properties = {
      id: { type: "string" },
      $ref: { type: "string" },
      defaultSnippets: { type: "boolean" },
      a: { enum: [{ $ref: "x" }], default: { id: "y" } },
    };
    expect(served({ type: "object", properties })["properties"]).toMatchObject(properties);
  });

  test("keeps the draft that it is written in, and only that", () => {
    const $schema = "https://json-schema.org/draft/2020-12/schema";
    expect(served({ $schema })["$schema"]).toBe($schema);
    expect(served({ $schema: "https://e.example/draft" })["$schema"]).toBeUndefined();
  });

  test("is bounded in depth", () => {
    let deep: Record<string, unknown> = { type: "string" };
    for (let i = 0; i < 5000; i++) deep = { not: deep };
    expect(JSON.stringify(served({ type: "object", properties: { deep } })).length).toBeLessThan(
      2000,
    );
  });
});
