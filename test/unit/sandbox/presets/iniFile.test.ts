import { expect, test } from "vitest";
import { parseIni, readIni } from "../../../../src/sandbox/presets/iniFile.ts";

const parsed = (text: string): Record<string, readonly string[]> =>
  Object.fromEntries(parseIni(text));

test.each([
  ["a=1", { a: ["1"] }],
  ["a = 1 ", { a: ["1"] }],
  ["a=1\r\nb=2", { a: ["1"], b: ["2"] }],
  ["a=x=y", { a: ["x=y"] }],
  [`a="x y"\nb='z'`, { a: ["x y"], b: ["z"] }],
  ["; no\n# no\na=1", { a: ["1"] }],
  ["a=1\na=2", { a: ["2"] }],
  ["a[]=1\na[]=2", { a: ["1", "2"] }],
  ["[global]\na=1\n[ install ]\na=2", { "global.a": ["1"], "install.a": ["2"] }],
  ["a =\n  one\n  two\nb=3", { a: ["one", "two"], b: ["3"] }],
  ["a = one\n  two", { a: ["one", "two"] }],
  ["a=1\n  # no\n  2", { a: ["1", "2"] }],
  ["a=1\n[x]\n  2", { a: ["1"] }],
  ["//host/:_authToken=t", { "//host/:_authToken": ["t"] }],
  ["no value\n= no key\n[\n]", {}],
  ["", {}],
])("%j holds %j", (text, values) => {
  expect(parsed(text)).toEqual(values);
});

test("a file that is not there is empty", async () => {
  expect([...(await readIni("/nowhere/at/all"))]).toEqual([]);
});
