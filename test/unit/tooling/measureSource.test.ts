import { expect, test } from "vitest";
import { measureSource } from "../../../.ci/bar/measureSource.ts";

const measure = (...lines: string[]) => measureSource("a.ts", `${lines.join("\n")}\n`);

test("lines are counted without the last line break", () => {
  expect(measure("const a = 1;", "", "export { a };").lines).toBe(3);
});

test("every kind of function is measured from its first line to its last", () => {
  const { functions } = measure(
    "function one() {",
    "  return () => 1;",
    "}",
    "class A {",
    "  #two() {",
    "    one();",
    "    this.#two();",
    "  }",
    "}",
  );
  expect(functions).toEqual([
    { line: 1, lines: 3 },
    { line: 2, lines: 1 },
    { line: 5, lines: 4 },
  ]);
});

test.for(["describe", "describe.skip", "describe.each([1])", "suite"])(
  "the body of %s is a heading and no function, the tests in it are",
  (heading) => {
    const { functions } = measure(`${heading}("a", () => {`, '  it("b", () => {});', "});");
    expect(functions).toEqual([{ line: 2, lines: 1 }]);
  },
);

test.for([
  ["any", "export const a: any = 1;"],
  ["!", "export const a = b!;"],
  ["!", "export class A { a!: string }"],
  ["as … as", "export const a = b as unknown as string;"],
  ["@ts-expect-error", "// @ts-expect-error"],
  ["oxlint-disable", "// oxlint-disable-next-line no-console"],
  ["prettier-ignore", "/* prettier-ignore */"],
])("%s is found in: %s", ([what, line]) => {
  expect(measure("", line ?? "").silenced).toEqual([{ what, line: 2 }]);
});

test.for([
  "export const any = (a as string).trim();",
  "export const a = !b;",
  'export const a = "as unknown as";',
  "// This comment is about ignoring, and silences nothing.",
])("nothing is found in: %s", (line) => {
  expect(measure(line).silenced).toEqual([]);
});

test("a file that cannot be read as source is an error with its name", () => {
  expect(() => measureSource("broken.ts", "const = ;")).toThrow(/^broken\.ts: /);
});
