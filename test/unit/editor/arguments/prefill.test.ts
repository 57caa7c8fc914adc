import { describe, expect, test } from "vitest";
import { prefill } from "../../../../src/editor/arguments/prefill.ts";

const object = (properties: object, required: string[] = []) => ({
  type: "object",
  properties,
  required,
});

describe("arguments to begin with", () => {
  test("hold what is required, each empty in its own kind", () => {
    const schema = object(
      {
        text: { type: "string" },
        count: { type: "integer", minimum: 1 },
        ratio: { type: "number", minimum: -5 },
        below: { type: "number", maximum: -1 },
        deep: { type: "boolean" },
        list: { type: "array" },
        kind: { enum: ["a", "b"] },
        fixed: { const: 7 },
        either: { anyOf: [{ type: "string" }, { type: "number" }] },
        maybe: { type: ["string", "null"] },
        anything: {},
        optional: { type: "string" },
      },
      [
        "text",
        "count",
        "ratio",
        "below",
        "deep",
        "list",
        "kind",
        "fixed",
        "either",
        "maybe",
        "anything",
      ],
    );
    expect(prefill(schema)).toEqual({
      text: "",
      count: 1,
      ratio: 0,
      below: -1,
      deep: false,
      list: [],
      kind: "a",
      fixed: 7,
      either: "",
      maybe: "",
      anything: null,
    });
  });

  test("hold defaults, of optional ones too", () => {
    const schema = object({ depth: { type: "integer", default: 3 }, path: { default: null } });
    expect(prefill(schema)).toEqual({ depth: 3, path: null });
  });

  test("follow references within the schema and no others", () => {
    const schema = {
      ...object({ at: { $ref: "#/$defs/at" }, far: { $ref: "https://e.example/s.json" } }, [
        "at",
        "far",
      ]),
      $defs: { at: object({ x: { type: "number" } }, ["x"]) },
    };
    expect(prefill(schema)).toEqual({ at: { x: 0 } });
  });

  test("end although a schema leads back to itself", () => {
    const node = object({ next: { $ref: "#" } }, ["next"]);
    expect(JSON.stringify(prefill(node)).length).toBeLessThan(200);
    expect(prefill({ $ref: "#" })).toEqual({});
  });

  test.each([[undefined], [true], ["x"], [{}], [{ type: "object" }]])(
    "are none for the schema %j",
    (schema) => {
      expect(prefill(schema)).toEqual({});
    },
  );
});
