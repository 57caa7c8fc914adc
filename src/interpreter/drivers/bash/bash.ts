import { quoted } from "../../../sandbox/shellQuote.ts";
import type { Driver, Greeting, RunRequest } from "../driver.ts";
import { script } from "./script.ts";

const boot = `builtin read -r -N "$1" -u "$2" __mcp_script; eval "$__mcp_script"`;

/** Bash 4.1 and newer. */
export const bash: Driver = {
  language: "bash",
  program: "bash",
  args: ["--norc", "--noprofile", "-c", boot, "bash"],
  source: script,
  greeting: ({ key }: Greeting) => fields(key),
  request: ({ run, code, env }: RunRequest) => {
    const names = Object.keys(env).filter((name) => /^[A-Za-z_]\w*$/.test(name));
    const before = names.map((name) => lend(name, env[name] ?? ""));
    return fields("run", String(run), before.join("\n"), code, names.map(giveBack).join("\n"));
  },
  answer: (question: number, text: string | undefined) =>
    fields("answer", String(question), text === undefined ? "0" : "1", text ?? ""),
};

/** A shell has no NUL in its strings. */
const fields = (...all: readonly string[]): string =>
  all.map((field) => `${field.replaceAll("\0", "")}\0`).join("");

/** Sets a variable and keeps what it was, as a line that makes it so again. */
const lend = (name: string, value: string): string =>
  `__mcp_was_${name}=$(builtin declare -p ${name} 2>/dev/null) || :; builtin export ${name}=${quoted(value)}`;

const giveBack = (name: string): string =>
  `builtin unset ${name}; builtin eval "$__mcp_was_${name}"; builtin unset __mcp_was_${name}`;
