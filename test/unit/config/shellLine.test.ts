import { execFileSync } from "node:child_process";
import { describe, expect, it } from "vitest";
import type { Context } from "../../../src/config/context.ts";
import { Resolver } from "../../../src/config/resolver.ts";
import { lineWords, shellLine, shellScript } from "../../../src/config/shellLine.ts";
import { quoteWords } from "../../../src/config/shellWords.ts";

const context: Context = {
  folders: [],
  userHome: "/home/me",
  env: { X: "plain", BAD: `it's "a" $(touch /tmp/no) \`no\` \\ ; x`, EMPTY: "" },
  secret: () => Promise.reject(new Error("not asked for")),
};
const resolver = () => new Resolver(context, "/my work", "servers.s");
const run = (line: string) => shellLine(line, "servers.s.command", resolver());
/** What a program would get to see if a real shell took the line apart. */
const shellWords = (script: string): string[] =>
  execFileSync("/bin/sh", ["-c", `set -- ${script}; for w do printf '%s\\0' "$w"; done`])
    .toString()
    .split("\0")
    .slice(0, -1);

describe("a line that needs no shell", () => {
  it.each([
    "npx -y @scope/pkg@1.2.3 /data",
    `node "a b.js" 'c d' e\\ f`,
    `x "it's" 'say "hi"' ''`,
    String.raw`x "\$HOME" '\n' a\"b`,
    "x a=b --c=d,e f:g @h %i +j ^k",
  ])("is taken apart as a shell would: %s", async (line) => {
    const { program, args } = await run(line);
    expect([program, ...args]).toEqual(shellWords(line));
  });

  it("loses the word exec", async () => {
    expect(await run("exec npx x")).toEqual({ program: "npx", args: ["x"] });
  });

  it("keeps the value of a variable in its word, whatever it holds", async () => {
    expect(await run("x ${workspaceFolder}/a ${env:BAD} '${userHome}' \"${env:X} y\"")).toEqual({
      program: "x",
      args: ["/my work/a", context.env["BAD"], "/home/me", "plain y"],
    });
  });

  it("comes back from its words", () => {
    const words = ["a b", "it's", '"', "$HOME", "*", "", "ü", "a;b", "\\", "~", "#"];
    expect(shellWords(quoteWords(words))).toEqual(words);
  });
});

describe("a line that needs a shell", () => {
  it.each([
    "a | b",
    "cd /x && a",
    "a > f",
    "A=1 b",
    "a *.txt",
    "a $HOME",
    'a "${HOME}"',
    "a `b`",
    "a $(b)",
    "a ~/x",
    "a; b",
    "a [xy]",
    "a # b",
    "a\nb",
    "cd x",
    "export A=1",
    'a "open',
    "a 'open",
    "",
    "exec",
    "a \\",
  ])("is seen: %j", (line) => {
    expect(lineWords(line)).toBeUndefined();
  });

  it("is replaced by its program when that is all there is", async () => {
    expect(await run('node "$HOME/x.js" *.txt')).toEqual({
      program: "sh",
      args: ["-c", 'exec node "$HOME/x.js" *.txt'],
    });
    expect(await run("a | b")).toEqual({ program: "sh", args: ["-c", "a | b"] });
    expect(await run("A=1 b")).toEqual({ program: "sh", args: ["-c", "A=1 b"] });
    expect(await run("cd $X")).toEqual({ program: "sh", args: ["-c", "cd $X"] });
    expect(await run("a\n$b")).toEqual({ program: "sh", args: ["-c", "a\n$b"] });
    expect(await run("a ${")).toEqual({ program: "sh", args: ["-c", "a ${"] });
  });

  it("gets values quoted for the place where they stand", async () => {
    const line = `printf '%s\\0' \${env:BAD} "<\${env:BAD}>" '<\${env:BAD}>' a\${env:EMPTY}b; exit 0`;
    const { program, args } = await run(line);
    const bad = context.env["BAD"];
    expect(execFileSync(program, args).toString().split("\0")).toEqual([
      bad,
      `<${bad}>`,
      `<${bad}>`,
      "ab",
      "",
    ]);
  });
});

it("an install command stays the line that the user wrote", async () => {
  const script = await shellScript("pip install -r ${workspaceFolder}/r.txt", "p", resolver());
  expect(script).toEqual({ program: "sh", args: ["-c", "pip install -r '/my work'/r.txt"] });
});
