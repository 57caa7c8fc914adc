import { execFileSync } from "node:child_process";
import { expect, test } from "vitest";
import { allHeld } from "../../../../../src/sandbox/local/limits/enforcer.ts";
import {
  countsByNamespace,
  dataMB,
  insideWords,
  outsideScript,
} from "../../../../../src/sandbox/local/limits/rlimits.ts";
import { quoted } from "../../../../../src/sandbox/shellQuote.ts";

const limits = { memoryMB: 100, cpus: 1, maxProcesses: 10 };
const user = { isRoot: false, kernel: "6.8.0-45-generic" };

test("processes are counted inside only where nobody else counts them and the kernel can", () => {
  expect(insideWords(limits, new Set(), user)).toContain("sh");
  expect(insideWords(limits, new Set(["processes"]), user)).toEqual([]);
  expect(insideWords(limits, new Set(), { ...user, isRoot: true })).toEqual([]);
  expect(insideWords(limits, new Set(), { ...user, kernel: "5.10.0-28-amd64" })).toEqual([]);
});

test("the words inside become the program that follows them", () => {
  const [program, ...args] = [...insideWords(limits, new Set(), user), "/bin/echo", "a  b", "$x"];
  expect(execFileSync(program, args, { encoding: "utf8" })).toBe("a  b $x\n");
});

test.each([
  ["5.13.19", false],
  ["5.14.0", true],
  ["6.1.0-18-amd64", true],
  ["4.19.0", false],
  ["", false],
])("kernel %s counts by namespace: %s", (version, expected) => {
  expect(countsByNamespace(version)).toBe(expected);
});

test("data is limited only where the kernel does not hold memory", () => {
  expect(outsideScript(limits, new Set())).toContain(`ulimit -d ${dataMB(limits) * 1024}`);
  expect(outsideScript(limits, new Set(allHeld))).not.toContain("ulimit -d");
});

test("a lower limit that is there already stays, and nothing is said", () => {
  const script = `ulimit -n 64\n${outsideScript(limits, new Set())}ulimit -n; ulimit -c`;
  expect(execFileSync("/bin/sh", ["-c", `${script} 2>&1`], { encoding: "utf8" })).toBe("64\n0\n");
});

test("a quoted word is read back by a shell as it was", () => {
  const word = `it's $HOME "and" \\ more`;
  expect(execFileSync("/bin/sh", ["-c", `printf %s ${quoted(word)}`], { encoding: "utf8" })).toBe(
    word,
  );
});
