import { expect, test } from "vitest";
import { neededNames } from "../../../../../src/sandbox/local/toolchain/names.ts";

const shell = (line: string): string[] =>
  neededNames({ program: "/bin/sh", args: ["-c", line] }).toSorted();

test.for([
  ["npx", ["-y", "@scope/server", "/data"], ["node", "npx"]],
  ["uvx", ["mcp-server-git"], ["python3", "uv", "uvx"]],
  ["uv", ["run", "python", "server.py"], ["python", "python3", "uv"]],
  ["python3", ["server.py"], ["python3"]],
  ["my-server", ["--verbose"], ["my-server"]],
  ["/home/mcp/venv/bin/python", ["-m", "x"], []],
  ["/usr/bin/env", ["A=1", "-S", "node", "x.js"], ["node"]],
  ["timeout", ["5", "my-server", "first"], ["my-server", "timeout"]],
] as const)("%s %j needs %j", ([program, args, names]) => {
  expect(neededNames({ program, args }).toSorted()).toEqual(names);
});

test.for([
  ["exec npx -y server /data", ["node", "npx"]],
  ["cd /data && my-server --port 1", ["cd", "my-server"]],
  ["FOO=1 my-server | tee log; other & third", ["my-server", "other", "tee", "third"]],
  ["if true; then exec my-server; fi", ["fi", "my-server", "true"]],
  ["exec '/opt/x/bin/node' x.js", ["node"]],
  ["/data/run.sh", []],
] as const)("the shell line %s needs %j", ([line, names]) => {
  expect(shell(line)).toEqual(names);
});

test("a word that is only like a runtime's name needs nothing", () => {
  expect(shell("cat node-notes mynode npx.txt")).toEqual(["cat"]);
});
