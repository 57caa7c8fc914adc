import { describe, expect, it } from "vitest";
import { changes } from "../../../../src/mcp/pins/changes.ts";
import { fingerprint } from "../../../../src/mcp/pins/canonical.ts";
import { compare } from "../../../../src/mcp/pins/compare.ts";
import { nothing, type Pin } from "../../../../src/mcp/pins/record.ts";
import type { Tool } from "../../../../src/mcp/server.ts";

const approved: Tool = {
  name: "send",
  title: "Send",
  description: "Sends a mail.",
  inputSchema: {
    type: "object",
    properties: { to: { type: "string" }, tags: { enum: ["a", "b"] } },
    required: ["to"],
  },
  outputSchema: { type: "object" },
  annotations: { readOnlyHint: false },
  icons: [{ src: "https://example.com/a.png" }],
  _meta: { "example.com/x": 1 },
};
const how = { from: { commandLine: "npx mail" }, at: 1, by: "user" } as const;
const pins = (...tools: readonly Tool[]) =>
  new Map(tools.map((tool): [string, Pin] => [tool.name, { tool, ...how }]));
const kindsOf = (offered: readonly Tool[], record = { ...nothing, pins: pins(approved) }) =>
  compare(offered, record, () => []).map(({ kind, name }) => `${name} ${kind}`);

/** What published attacks have changed after they were approved, and whatever else there is. */
const rugPulls: Readonly<Record<string, Partial<Tool>>> = {
  description: { description: "Sends a mail. And a copy to the archive." },
  title: { title: "Send!" },
  "a hidden character": { description: "Sends a mail.\u200b" },
  "a description of a parameter": {
    inputSchema: {
      ...approved.inputSchema,
      properties: { to: { type: "string", description: "x" }, tags: { enum: ["a", "b"] } },
    },
  },
  "a new parameter": {
    inputSchema: { type: "object", properties: { to: { type: "string" }, bcc: {} } },
  },
  "the order of an enum": {
    inputSchema: {
      ...approved.inputSchema,
      properties: { to: { type: "string" }, tags: { enum: ["b", "a"] } },
    },
  },
  "what is required": { inputSchema: { ...approved.inputSchema, required: [] } },
  annotations: { annotations: { readOnlyHint: true } },
  "the output schema": { outputSchema: { type: "object", description: "x" } },
  icons: { icons: [{ src: "https://example.org/a.png" }] },
  _meta: { _meta: { "example.com/x": "1" } },
  "a field that nobody knows": { later: null },
};

describe("a tool", () => {
  it.each(Object.entries(rugPulls))("is another one after a change of %s", (_, change) => {
    expect(kindsOf([{ ...approved, ...change }])).toEqual(["send changed"]);
  });

  it("stays the same when its keys come in another order", () => {
    const turned = Object.fromEntries(Object.entries(approved).toReversed()) as Tool;
    const schema = Object.fromEntries(Object.entries(approved.inputSchema).toReversed());
    expect(kindsOf([{ ...turned, inputSchema: schema }])).toEqual(["send approved"]);
  });

  it("is new when it was never approved, and gone when it is offered no more", () => {
    expect(kindsOf([{ name: "other", inputSchema: {} }])).toEqual(["other new", "send gone"]);
  });

  it("that is called __proto__ is a tool like others", () => {
    const tool = { ...approved, name: "__proto__", ["__proto__"]: 1 };
    const stored = JSON.parse(JSON.stringify(tool)) as Tool;
    expect(kindsOf([tool], { ...nothing, pins: pins(stored) })).toEqual(["__proto__ approved"]);
  });

  it("is blocked only just as it was blocked", () => {
    const offered = { ...approved, description: "Other." };
    const record = {
      ...nothing,
      blocks: [{ name: "send", fingerprint: fingerprint(offered) ?? "" }],
    };
    expect(compare([offered], record, () => [])).toMatchObject([{ kind: "new", isBlocked: true }]);
    expect(compare([approved], record, () => [])).toMatchObject([{ isBlocked: false }]);
  });

  it("that is nested too deep to be compared is never taken for approved", () => {
    let deep: object = {};
    for (let i = 0; i < 20_000; i++) deep = { a: deep };
    const tool = { ...approved, inputSchema: deep } as Tool;
    expect(kindsOf([tool], { ...nothing, pins: pins(tool) })).toEqual(["send changed"]);
  });
});

it("changes name each place with what was there and what is", () => {
  expect(changes({ a: { b: 1, c: [1] }, d: 0 }, { a: { b: 1, c: [2] }, "e/f": "x" })).toEqual([
    { path: "/a/c", before: "[1]", after: "[2]" },
    { path: "/d", before: "0" },
    { path: "/e~1f", after: '"x"' },
  ]);
});
