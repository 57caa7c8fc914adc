import { expect, test } from "vitest";
import { plainWords, shellLineOf, simpleCommands } from "../../../src/sandbox/shellWords.ts";

test.each([
  ["sh", ["-c", "a b"], "a b"],
  ["/bin/bash", ["-lc", "a b", "x"], "a b"],
  ["sh", ["script.sh"], undefined],
  ["bash", [], undefined],
  ["fish", ["-c", "a"], undefined],
  ["node", ["-c", "a"], undefined],
])("the shell line of %s %j is %j", (program, args, expected) => {
  expect(shellLineOf({ program, args })).toBe(expected);
});

test.each([
  ["npx -y a", ["npx", "-y", "a"]],
  [`a "b c" 'd e' f\\ g`, ["a", "b c", "d e", "f g"]],
  [`a '$HOME' ""`, ["a", "$HOME", ""]],
])("%j is plain words", (line, words) => {
  expect(plainWords(line)).toEqual(words);
});

test.each([
  "a && b",
  "a | b",
  "a; b",
  "a > b",
  "a &",
  "a $HOME",
  'a "$HOME/x"',
  "a ${HOME}",
  "a $(b)",
  "a `b`",
  "a *.txt",
  "a [bc]",
  "a ~/x",
  "~/a",
  "A=~/x a",
  "a # b",
  "a\nb",
])("%j needs a shell", (line) => {
  expect(plainWords(line)).toBeUndefined();
});

test("the commands of a line are told apart", () => {
  expect(simpleCommands("a b && (c; d | e) || f $(g h) `i`\nj")).toEqual([
    ["a", "b"],
    ["c"],
    ["d"],
    ["e"],
    ["f", "$"],
    ["g", "h"],
    ["i"],
    ["j"],
  ]);
});
