import { describe, expect, it } from "vitest";
import type { Undecided, Verdict } from "../../../../src/mcp/pins/compare.ts";
import type { Finding } from "../../../../src/mcp/pins/lint/finding.ts";
import {
  covered,
  isPolicy,
  launchOf,
  type PinPolicy,
  policies,
} from "../../../../src/mcp/pins/policy.ts";
import { nothing, type Pin, type PinRecord } from "../../../../src/mcp/pins/record.ts";

const from = { commandLine: "npx files" };
const tool = { name: "t", inputSchema: {} };
const pin: Pin = { tool, from, at: 1, by: "user" };
const finding: Finding = { rule: "secret", path: "", text: "", why: "" };
const now = 1_000_000;

const waiting: Omit<Undecided, "kind" | "pin"> = {
  ...{ name: "t", offered: tool, findings: [], isBlocked: false },
};
const verdicts: Readonly<Record<string, Verdict>> = {
  clean: { ...waiting, kind: "new", name: "clean" },
  suspect: { ...waiting, kind: "new", name: "suspect", findings: [finding] },
  blocked: { ...waiting, kind: "new", name: "blocked", isBlocked: true },
  changed: { ...waiting, kind: "changed", name: "changed", pin },
  approved: { kind: "approved", name: "approved", offered: tool, pin },
  gone: { kind: "gone", name: "gone", pin },
};

const seen = (ago: number): PinRecord => ({
  ...nothing,
  firstUses: new Map([[launchOf(from), now - ago]]),
});
const records: Readonly<Record<string, PinRecord>> = {
  never: nothing,
  "a second ago": seen(1000),
  "a minute ago": seen(60_000),
  "by another command": { ...nothing, firstUses: new Map([["other", 0]]) },
  "in a broken file": { ...nothing, isBroken: true },
};

describe("of a list that was first seen", () => {
  it.each<[string, PinPolicy, readonly string[], Pin["by"]]>([
    ["never", "ask", ["clean"], "firstUse"],
    ["never", "allowNew", ["clean"], "firstUse"],
    ["never", "off", [], "firstUse"],
    ["a second ago", "ask", ["clean"], "firstUse"],
    ["a minute ago", "ask", [], "firstUse"],
    ["a minute ago", "allowNew", ["clean"], "allowNew"],
    ["a minute ago", "off", [], "firstUse"],
    ["by another command", "ask", ["clean"], "firstUse"],
    ["in a broken file", "ask", [], "firstUse"],
    ["in a broken file", "allowNew", [], "firstUse"],
  ])("%s the setting %s pins %j by itself", (when, policy, names, by) => {
    const record = records[when] ?? nothing;
    const result = covered(Object.values(verdicts), record, { policy, from, now });
    expect(result).toEqual({ names, by });
  });
});

describe("a launch", () => {
  it("is another one with another command or template, and not with another version", () => {
    const launch = launchOf({ ...from, version: "1" });
    expect(launchOf({ ...from, version: "2" })).toBe(launch);
    expect(launchOf({ commandLine: "npx other" })).not.toBe(launch);
    expect(launchOf({ ...from, template: "base" })).not.toBe(launch);
  });
});

describe("a setting", () => {
  it.each([...policies])("%s is one", (policy) => expect(isPolicy(policy)).toBe(true));
  it.each(["ASK", "", undefined, null, 1, true, {}])("%j is none", (value) =>
    expect(isPolicy(value)).toBe(false),
  );
});
