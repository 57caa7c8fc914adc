import { Failure } from "../base/failure.ts";
import { shownAs } from "./installCommand.ts";
import type { Command } from "./sandbox.ts";
import { shellLineOf, simpleCommands } from "./shellWords.ts";

const packageTools = new Set(
  "apt apt-get aptitude dpkg apk dnf microdnf yum rpm zypper pacman emerge snap".split(" "),
);
const rootTools = new Set("sudo doas su pkexec".split(" "));

/** Words that stand in front of a command without being one. */
const prefixes = new Set(
  "! { then do else if elif while until exec env nohup time command xargs $".split(" "),
);

/**
 * Throws `installFailed` for a command that installs into the system or wants to be root: that
 * cannot work over a read-only system, and its own errors would not say so.
 */
export function refuseSystemPackages(commands: readonly Command[]): void {
  for (const command of commands) {
    const tool = systemToolOf(command);
    if (tool === undefined) continue;
    throw new Failure("installFailed", reasonOf(shownAs(command), tool), {
      remedy:
        "Install it on this machine (its /usr is visible in the sandbox), or use an installer " +
        "that writes below $HOME (npm, pip, uv, cargo, `curl … | sh`). An E2B microVM runs such " +
        'commands as they are: set sandbox.provider to "e2b".',
    });
  }
}

function reasonOf(shown: string, tool: string): string {
  const because = rootTools.has(tool)
    ? "no program in the local sandbox can become root"
    : "the system folders are read-only in the local sandbox";
  return `The install command \`${shown}\` cannot work: it uses \`${tool}\`, and ${because}.`;
}

function systemToolOf(command: Command): string | undefined {
  const line = shellLineOf(command);
  const commands = line === undefined ? [[command.program, ...command.args]] : simpleCommands(line);
  return commands.map(toolOf).find((tool) => tool !== undefined);
}

function toolOf(words: readonly string[]): string | undefined {
  const first = words.findIndex((word) => !prefixes.has(word) && !/^(?:\w+=|-)/.test(word));
  const name = words[first]?.replace(/^.*\//, "");
  if (name === undefined || isAsking(words.slice(0, first), words.slice(first + 1)))
    return undefined;
  return packageTools.has(name) || rootTools.has(name) ? name : undefined;
}

/** `command -v apt` and `apt --version` only ask, so scripts with a choice of tools may run. */
function isAsking(before: readonly string[], after: readonly string[]): boolean {
  return (
    (before.includes("command") && before.some((word) => /^-[vV]$/.test(word))) ||
    (after.length === 1 && after[0] === "--version")
  );
}
