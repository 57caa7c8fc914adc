import { describe, expect, test } from "vitest";
import { groups } from "../../../../../src/sandbox/local/verify/attack.ts";
import {
  catalogue,
  together,
  withoutFolders,
} from "../../../../../src/sandbox/local/verify/catalogue.ts";
import { probeText } from "../../../../../src/sandbox/local/verify/probe/probe.ts";
import { traces } from "../../../../../src/sandbox/local/verify/traces.ts";

const text = probeText({});
const inProbe = new Set(
  [
    ...text.matchAll(/^@attack\("([A-Z]\d+)"\)/gm),
    ...text.matchAll(/^for _id in \((.*)\):$/gm),
  ].flatMap(([, names = ""]) => names.match(/[A-Z]\d+/g) ?? []),
);

/** Judged where they are tried, from more than one run of the probe. */
const elsewhere = ["E5", "O1", "T3", "T5", "T6", "T7", "D1"];

describe("the catalogue", () => {
  test("names no attack twice", () => {
    const ids = catalogue.map(({ id }) => id);
    expect(new Set(ids).size).toBe(ids.length);
  });

  test("holds more than the 82 attacks that others were measured by", () => {
    expect(catalogue.length).toBeGreaterThan(82);
  });

  test("has something for every section", () => {
    expect(new Set(catalogue.map(({ group }) => group))).toEqual(new Set(Object.keys(groups)));
  });

  test("has a function of the probe for every attack, and knows every function", () => {
    // What an install command says needs none.
    const wanted = catalogue.map(({ id }) => id).filter((id) => id !== "O1");
    expect([...inProbe].toSorted()).toEqual(wanted.toSorted());
  });

  test("has a trace to look for wherever the host is the witness, and nowhere else", () => {
    const witnessed = catalogue.filter(({ evidence }) => evidence === "host").map(({ id }) => id);
    const expected = witnessed.filter((id) => !elsewhere.includes(id));
    expect(Object.keys(traces).toSorted()).toEqual(expected.toSorted());
  });

  test("moves the repository away after everything else that is tried on it", () => {
    const ids = together.map(({ id }) => id);
    for (const id of ["W5", "W6", "W25", "W27", "W30"])
      expect(ids.indexOf(id)).toBeLessThan(ids.indexOf("W7"));
  });

  test("keeps bombs, daemons and later starts out of the common run", () => {
    const apart = new Set(["limits", "starts", "ends"]);
    expect(together.filter(({ group }) => apart.has(group))).toEqual([]);
  });

  test("tries nothing on a granted folder where none is granted", () => {
    const onFolders = withoutFolders.filter(
      ({ group }) => group === "writes" || group === "planted",
    );
    expect(onFolders).toEqual([]);
  });
});

describe("the probe's text", () => {
  test("carries its configuration whatever is in it", () => {
    const odd = { path: "a\"b\\c\nd'''é\u2028" };
    const [line = ""] = probeText(odd).split("\n");
    expect(JSON.parse(JSON.parse(line.slice("CONFIG = ".length)) as string)).toEqual(odd);
  });
});
