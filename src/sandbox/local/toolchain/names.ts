import { basename } from "node:path";
import type { Command } from "../../sandbox.ts";

/** Programs that servers are started and installed with, and what else each of them runs. */
const runtimes: Readonly<Record<string, readonly string[]>> = {
  node: [],
  npm: ["node"],
  npx: ["node"],
  corepack: ["node"],
  pnpm: ["node"],
  pnpx: ["node"],
  yarn: ["node"],
  tsx: ["node"],
  bun: [],
  bunx: ["bun"],
  deno: [],
  python: [],
  python3: [],
  pip: ["python3"],
  pip3: ["python3"],
  pipx: ["python3"],
  uv: ["python3"],
  uvx: ["uv", "python3"],
  poetry: ["python3"],
  ruby: [],
  java: [],
  go: [],
  dotnet: [],
};

const isRuntime = (word: string): boolean => Object.hasOwn(runtimes, word);

const shells = new Set(["sh", "bash", "dash", "zsh"]);
/** Programs that run the one named in their arguments. */
const launchers = new Set([...shells, "env", "exec", "nice", "timeout", "nohup"]);

/**
 * The names of programs that a command needs: its own, those that its arguments hand on, and what
 * these are known to run. Only names, no paths.
 */
export function neededNames(command: Command): string[] {
  const names = new Set<string>();
  const own = basename(command.program);
  if (own === command.program) add(names, own);
  for (const word of command.args.flatMap(wordsOf)) if (isRuntime(word)) add(names, word);
  if (launchers.has(own)) for (const word of handedOn(own, command.args)) add(names, word);
  return [...names];
}

function add(names: Set<string>, name: string): void {
  names.add(name);
  for (const other of runtimes[name] ?? []) names.add(other);
}

const wordsOf = (text: string): string[] => text.split(/[^\w.+-]+/).filter(Boolean);

/** What stands where a program is expected: in each line that a shell gets, or once. */
function handedOn(launcher: string, args: readonly string[]): string[] {
  const line = args.filter((arg) => !arg.startsWith("-")).join(shells.has(launcher) ? "\n" : " ");
  return line
    .split(/&&|\|\||[;|&\n(){}]/)
    .map((part) => part.trim().split(/\s+/).find(isProgramWord) ?? "")
    .filter((word) => /^[\w.+-]+$/.test(word));
}

/** Not a variable's setting, and not a word that only introduces the program. */
function isProgramWord(word: string): boolean {
  if (/^\w+=/.test(word) || launchers.has(word)) return false;
  return !/^(!|if|then|else|do|while|-.*|\d.*)$/.test(word);
}
