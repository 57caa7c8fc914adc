import { describe, expect, it } from "vitest";
import { fromText, namesIn, type PinRecord, toText } from "../../../../src/mcp/pins/record.ts";

const record: PinRecord = {
  pins: new Map(
    ["b", "a", "__proto__"].map((name) => [
      name,
      {
        tool: { name, inputSchema: { type: "object" }, later: [null, "\u2028"] },
        from: { commandLine: "npx x", template: "base", version: "x 1.0.0" },
        at: 5,
        by: "firstUse",
      },
    ]),
  ),
  blocks: [{ name: "c", fingerprint: "0f" }],
  firstUses: new Map([["npx x", 5]]),
  isBroken: false,
};
const text = toText("/work", "s", record);
const read = (written: string) => fromText(written, "/work", "s");

/** The text with one part of it changed. */
const changed = (change: (value: Record<string, unknown>) => object): string =>
  JSON.stringify(change(JSON.parse(text) as Record<string, unknown>));

describe("what was decided", () => {
  it("is the same after it was written and read, in the same order", () => {
    expect(read(text)).toEqual(record);
    expect([...read(text).pins.keys()]).toEqual(["b", "a", "__proto__"]);
  });

  it("forgets the first uses of long ago, and no pin", () => {
    const firstUses = new Map(Array.from({ length: 200 }, (_, at) => [`command ${at}`, at]));
    const kept = read(toText("/work", "s", { ...record, firstUses }));
    expect(kept.firstUses.size).toBe(50);
    expect(kept.firstUses.get("command 199")).toBe(199);
    expect(kept.pins.size).toBe(3);
  });
});

describe("a file is not taken", () => {
  it.each<[string, string]>([
    ["that is empty", ""],
    ["that ends too early", text.slice(0, -20)],
    ["that is a list", "[]"],
    ["that is null", "null"],
    ["of another version", changed((value) => ({ ...value, version: 2 }))],
    ["of another workspace", changed((value) => ({ ...value, workspace: "/other" }))],
    ["of another server", changed((value) => ({ ...value, server: "t" }))],
    ["without pins", changed((value) => ({ ...value, pins: undefined }))],
    ["without blocks", changed((value) => ({ ...value, blocks: undefined }))],
    ["with first uses by name", changed((value) => ({ ...value, firstUses: { a: 1 } }))],
    ["with a pin of nothing", changed((value) => ({ ...value, pins: [{}] }))],
    [
      "with a pin that nobody has approved",
      changed((value) => ({
        ...value,
        pins: (value["pins"] as object[]).map((pin) => ({ ...pin, by: "somebody" })),
      })),
    ],
    ["with a block of no name", changed((value) => ({ ...value, blocks: [{ fingerprint: "" }] }))],
  ])("%s", (_, written) => {
    expect(() => read(written)).toThrow();
  });
});

describe("the names of tools of other servers", () => {
  it("are those of the workspace's other files", () => {
    expect(namesIn(text, "/work", "t")).toEqual(["b", "a", "__proto__"]);
    expect(namesIn(text, "/work", "s")).toEqual([]);
    expect(namesIn(text, "/elsewhere", "t")).toEqual([]);
    for (const broken of ["", "{", "null", '{"workspace":"/work","server":"s","pins":7}'])
      expect(namesIn(broken, "/work", "t")).toEqual([]);
  });
});
