import { expect, it } from "vitest";
import { legacyResult } from "../../../src/gateway/legacyResult.ts";

const object = { type: "object" };
const said = { type: "text", text: "said" };

it.each([
  [{ content: [] }, undefined],
  [{ content: [], structuredContent: { a: 1 } }, object],
  [{ content: [], structuredContent: { a: 1 } }, undefined],
  ["no object", undefined],
])("%j stays as it is", (result, schema) => {
  expect(legacyResult(result, schema)).toBe(result);
});

it("a list is wrapped, and told as text where nothing else tells of it", () => {
  expect(legacyResult({ content: [], structuredContent: [1] }, { type: "array" })).toEqual({
    content: [{ type: "text", text: "[1]" }],
    structuredContent: { result: [1] },
  });
  expect(legacyResult({ content: [said], structuredContent: null }, undefined)).toEqual({
    content: [said],
    structuredContent: { result: null },
  });
});

it("an object is wrapped where the schema allows other things too", () => {
  const schema = { anyOf: [object, { type: "array" }] };
  expect(legacyResult({ content: [said], structuredContent: { a: 1 } }, schema)).toEqual({
    content: [said],
    structuredContent: { result: { a: 1 } },
  });
});
