import { describe, expect, it } from "vitest";
import { bounded, TookTooLong } from "../../../src/mcp/bounded.ts";

describe("bounded work", () => {
  it("gives its result, and its error as it was thrown", () => {
    expect(bounded(() => 42, 1000)).toBe(42);
    const mistake = new RangeError("mistake");
    expect(() => bounded(() => thrower(mistake), 1000)).toThrow(mistake);
  });

  it("is broken off in the middle of a regular expression", () => {
    const slow = /^(?:a+)+$/;
    expect(() => bounded(() => slow.test(`${"a".repeat(50)}!`), 50)).toThrow(TookTooLong);
  });

  it("can be followed by other work", () => {
    const endless = (): never => {
      for (;;);
    };
    expect(() => bounded(endless, 20)).toThrow("it takes longer than 20 ms");
    expect(bounded(() => "next", 1000)).toBe("next");
  });
});

function thrower(error: Error): never {
  throw error;
}
