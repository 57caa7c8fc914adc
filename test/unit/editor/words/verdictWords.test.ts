import { describe, expect, it } from "vitest";
import {
  originWords,
  pinWords,
  verdictSentence,
  verdictWords,
} from "../../../../src/editor/words/verdictWords.ts";
import type { Undecided } from "../../../../src/mcp/pins/compare.ts";
import type { Finding } from "../../../../src/mcp/pins/lint/finding.ts";

const offered = { name: "t", inputSchema: {} };
const finding: Finding = { rule: "blob", path: "", text: "", why: "" };
const made = (more: Partial<Undecided>): Undecided =>
  ({ kind: "new", name: "t", offered, findings: [], isBlocked: false, ...more }) as Undecided;

describe("a tool that agents do not get", () => {
  it.each<[Partial<Undecided>, string, RegExp]>([
    [{}, "new", /nobody has approved it/],
    [{ kind: "changed" }, "changed", /not the one that was approved/],
    [{ findings: [finding] }, "new · 1 finding", /until you have looked/],
    [{ findings: [finding, finding] }, "new · 2 findings", /until you have looked/],
    [{ kind: "changed", isBlocked: true }, "changed, blocked", /You have blocked it/],
  ])("%j is %s", (more, words, sentence) => {
    expect(verdictWords(made(more))).toBe(words);
    expect(verdictSentence(made(more))).toMatch(sentence);
  });
});

describe("where a tool comes from", () => {
  it.each([
    [{ commandLine: "npx x" }, "npx x"],
    [{ commandLine: "npx x", version: "x 1.0.0" }, "x 1.0.0 · npx x"],
    [{ commandLine: "npx x", template: "base", version: "" }, "npx x · template base"],
  ])("%j is said as %s", (origin, words) => expect(originWords(origin)).toBe(words));

  it.each([
    ["user", "by you"],
    ["firstUse", "at the first start of the server"],
    ["allowNew", "by the setting mcpSandbox.pins"],
  ] as const)("what was approved by %s was approved %s", (by, words) => {
    const at = new Date(2026, 4, 3, 12).getTime();
    expect(pinWords({ at, by })).toBe(`Approved ${new Date(at).toLocaleDateString()} ${words}`);
  });
});
