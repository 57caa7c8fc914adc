import { describe, expect, it } from "vitest";
import { withoutAssurances } from "../../../src/gateway/assurances.ts";

const left = (annotations: object) => withoutAssurances({ name: "t", annotations })["annotations"];

describe("of what a tool says of itself", () => {
  it.each([
    [{ readOnlyHint: true }, {}],
    [{ readOnlyHint: false }, { readOnlyHint: false }],
    [{ destructiveHint: false }, {}],
    [{ destructiveHint: true }, { destructiveHint: true }],
    [{ idempotentHint: true }, {}],
    [{ openWorldHint: false }, {}],
    [
      { openWorldHint: true, title: "T" },
      { openWorldHint: true, title: "T" },
    ],
    [
      { readOnlyHint: "true", later: 1 },
      { readOnlyHint: "true", later: 1 },
    ],
  ])("%j leaves %j", (annotations, expected) => {
    expect(left(annotations)).toEqual(expected);
  });

  it("nothing else is touched", () => {
    const tool = { name: "t", readOnlyHint: true, annotations: "none" };
    expect(withoutAssurances(tool)).toBe(tool);
  });
});
