import { expect, it } from "vitest";
import { printable } from "../../../src/mcp/printable.ts";

it.each([
  ["plain text, ünïcode 世界 🌍\tand tabs", "plain text, ünïcode 世界 🌍\tand tabs"],
  ["\u001b[1;31mred\u001b[0m", "red"],
  ["\u001b]0;title\u0007", "\\u001b]0;title\\u0007"],
  ["\u001b[2J", "\\u001b[2J"],
  ["a\u0000b\rc\nd", "a\\u0000b\\u000dc\\u000ad"],
  ["\u009b31m", "\\u009b31m"],
  ["safe\u202eexe.txt\u2066", "safe\\u202eexe.txt\\u2066"],
  ["a\u2028b\ufeff", "a\\u2028b\\ufeff"],
])("%j is shown as %j", (text, shown) => {
  expect(printable(text)).toBe(shown);
});
