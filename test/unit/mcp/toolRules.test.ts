import { describe, expect, it } from "vitest";
import { allows, type ToolRules } from "../../../src/mcp/toolRules.ts";

describe("the rules of a server let an agent have a tool", () => {
  it.each<[ToolRules | undefined, string, boolean]>([
    [undefined, "read", true],
    [{}, "read", true],
    [{ allow: [] }, "read", false],
    [{ allow: ["read"] }, "read", true],
    [{ allow: ["read"] }, "reader", false],
    [{ allow: ["read"] }, "Read", false],
    [{ allow: ["*"] }, "", true],
    [{ allow: ["read*"] }, "read", true],
    [{ allow: ["*read"] }, "thread", true],
    [{ allow: ["a*a"] }, "a", false],
    [{ allow: ["a*a"] }, "aa", true],
    [{ allow: ["a*b*c"] }, "axxbxxc", true],
    [{ allow: ["a*b*c"] }, "axxcxxb", false],
    [{ allow: ["a**c"] }, "ac", true],
    [{ allow: ["*ab*ab*"] }, "ab", false],
    [{ allow: ["a.c"] }, "abc", false],
    [{ allow: ["[a-z]"] }, "b", false],
    [{ deny: ["read"] }, "read", false],
    [{ deny: ["read"] }, "write", true],
    [{ allow: ["*"], deny: ["*_all"] }, "delete_all", false],
    [{ allow: ["delete_all"], deny: ["delete_*"] }, "delete_all", false],
  ])("%j: %j is %s", (rules, name, expected) => expect(allows(rules, name)).toBe(expected));

  it("without taking long over a pattern that is made to", () => {
    const startedAt = performance.now();
    allows({ allow: ["*a".repeat(2000)] }, "a".repeat(4000));
    expect(performance.now() - startedAt).toBeLessThan(500);
  });
});
