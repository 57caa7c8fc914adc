import { parse } from "shell-quote";
import type { Command } from "./sandbox.ts";

/** The shell line that a command hands to a shell, if that is what it does. */
export function shellLineOf({ program, args }: Command): string | undefined {
  if (!/^(?:.*\/)?(?:ba|da|z|k)?sh$/.test(program)) return undefined;
  const [flag, line] = args;
  return flag !== undefined && /^-[a-z]*c$/.test(flag) ? line : undefined;
}

/**
 * The words of a shell line that is one plain command. Undefined where a shell would do more with
 * it than split it: operators, variables, substitutions, patterns, home folders, comments.
 */
export function plainWords(line: string): readonly string[] | undefined {
  if (/[`\n\r[\]]|\$\(|(?:^|[\s=:])~/.test(line)) return undefined;
  const words: string[] = [];
  for (const entry of parse(line, (name) => ({ op: `$${name}` }))) {
    if (typeof entry !== "string") return undefined;
    words.push(entry);
  }
  return words;
}

/** The simple commands of a shell line, each as far as its words are plain. For recognising, not for running. */
export function simpleCommands(line: string): readonly (readonly string[])[] {
  const commands: string[][] = [[]];
  for (const part of line.split(/\r?\n|`/)) {
    for (const entry of parse(part, (name) => `$${name}`)) {
      if (typeof entry === "string") commands.at(-1)?.push(entry);
      else if ("op" in entry && entry.op !== "glob") commands.push([]);
    }
    commands.push([]);
  }
  return commands.filter((words) => words.length > 0);
}
