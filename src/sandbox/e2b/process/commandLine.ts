import type { Command } from "../../sandbox.ts";
import { relayScript } from "./relayScript.ts";

/** How a program is to be started by `commands.run`. */
export interface Launch {
  readonly line: string;
  readonly envs: Record<string, string>;
}

/** Holds the relay's script, so that lists of processes show the program and not the script. */
const variable = "MCP_SANDBOX_RELAY";

/**
 * The line for bash that becomes the program, through the relay where there is Perl. After whatever
 * the login shell has printed it says `=word` and one of: `ok` (the relay runs it), `no` and a
 * reason, `plain` (it runs without the relay), `missing`. Where plain, it says `=word` on stderr too.
 */
export function launchOf(command: Command, word: string, how: "relayed" | "plain"): Launch {
  const words = [command.program, ...command.args].map(quoted).join(" ");
  const perl = `exec perl -C0 -e 'eval delete $ENV{${variable}}; die $@ if $@' -- ${word} ${words}`;
  const say = (what: string): string => String.raw`printf '\n=${word} ${what}\n'`;
  const plain = [
    `unset ${variable}`,
    `type -P -- ${quoted(command.program)} >/dev/null || { ${say("missing")}; exit 127; }`,
    say("plain"),
    `${say("plain")} >&2`,
    `exec -- ${words}`,
  ].join("; ");
  if (how === "plain") return { line: plain, envs: { ...command.env } };
  return {
    line: `if type -P perl >/dev/null; then ${perl}; fi; ${plain}`,
    envs: { ...command.env, [variable]: relayScript },
  };
}

/** One word for bash, whatever is in it. */
function quoted(word: string): string {
  return `'${word.replaceAll("'", String.raw`'\''`)}'`;
}
