import { expect, it } from "vitest";
import { closest } from "../../../src/config/closest.ts";
import { joinPath } from "../../../src/config/jsonPath.ts";

const keys = ["command", "args", "installCommands", "timeoutMinutes", "env", "envFile"];

it.each([
  ["comand", "command"],
  ["commnad", "command"],
  ["COMMAND", "command"],
  ["install-commands", "installCommands"],
  ["timeout_minutes", "timeoutMinutes"],
  ["arg", "args"],
  ["envs", "env"],
  ["env_file", "envFile"],
])("%s was most likely meant to be %s", (word, meant) => {
  expect(closest(word, keys)).toBe(meant);
});

it.each(["xyz", "description", "", "comma-separated-values"])("%j is near to none", (word) => {
  expect(closest(word, keys)).toBeUndefined();
});

it("a path quotes what would not read as one step", () => {
  expect(joinPath("a", "b", 0, "c d", "e-f")).toBe('a.b[0]["c d"].e-f');
  expect(joinPath("", "a")).toBe("a");
});
