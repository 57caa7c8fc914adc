import type { RunnerCall } from "./packageRunner/call.ts";
import { npmCall } from "./packageRunner/npm.ts";
import { pipxCall, uvCall } from "./packageRunner/python.ts";
import { installWords, shortcutScript } from "./packageRunner/shortcut.ts";
import type { Command } from "./sandbox.ts";
import { plainWords, shellLineOf } from "./shellWords.ts";

/** How a server that a package manager fetches and starts is installed once and then started offline. */
export interface ImplicitInstall {
  /** To be run after the user's own install commands. */
  readonly install: readonly Command[];
  /** Presets that the install commands need. */
  readonly allow: readonly string[];
  /** Variables for the run: tell the package manager not to look for the network. */
  readonly env: Readonly<Record<string, string>>;
  /** Use instead of the command where it is given: the same program with the same arguments, sooner. */
  readonly command?: Command;
}

const managers = {
  npm: { allow: ["npm"], offline: { npm_config_offline: "true" } },
  uv: { allow: ["pypi"], offline: { UV_OFFLINE: "1" } },
  pipx: { allow: ["pypi"], offline: { PIP_NO_INDEX: "1", UV_OFFLINE: "1" } },
};

/** Variables by which the user steers package managers; others are the server's and stay with it. */
const steering = /^(?:npm_config_|pip_|pipx_|uv_|node_extra_ca_certs$|ssl_cert_file$)/i;

/**
 * Recognises `npx`, `npm exec`, `uvx`, `uv tool run` and `pipx run`, also in a shell line that is
 * one plain command. Undefined for every other command.
 */
export function planImplicitInstall(command: Command): ImplicitInstall | undefined {
  const plain = inPlainWords(command);
  const [program = "", ...args] = plain?.words ?? [];
  const call = npmCall(program, args) ?? uvCall(program, args) ?? pipxCall(program, args);
  if (plain === undefined || call === undefined) return undefined;
  const { allow, offline } = managers[call.manager];
  const steered = Object.entries(plain.env).filter(([name]) => steering.test(name));
  const [installer = "", ...installArgs] = installWords(call);
  const install = { program: installer, args: installArgs, env: Object.fromEntries(steered) };
  const base = { install: [install], allow: [...allow, ...sourcesOf(call)] };
  if (call.skip === undefined) return { ...base, env: offline };
  const run = ["-c", shortcutScript(call, offline), program, ...args];
  return { ...base, env: {}, command: { ...command, program: "sh", args: run, env: plain.env } };
}

interface Plain {
  readonly words: readonly string[];
  readonly env: Readonly<Record<string, string>>;
}

/** A command's words; those of its shell line where it has one, without variables and `exec` in front. */
function inPlainWords({ program, args, env = {} }: Command): Plain | undefined {
  const line = shellLineOf({ program, args });
  if (line === undefined) return { words: [program, ...args], env };
  const words = args.length === 2 ? plainWords(line) : undefined;
  if (words === undefined) return undefined;
  const first = words.findIndex((word) => !/^[A-Za-z_]\w*=/.test(word));
  const set = words.slice(0, first).map((word): [string, string] => {
    const at = word.indexOf("=");
    return [word.slice(0, at), word.slice(at + 1)];
  });
  const rest = words.slice(words[first] === "exec" ? first + 1 : first);
  return { words: rest, env: { ...env, ...Object.fromEntries(set) } };
}

/** npm also takes packages straight from GitHub. */
function sourcesOf({ manager, within }: RunnerCall): readonly string[] {
  const github = /(?:^|=)(?:git\+|github:|https:\/\/github\.com\/|[\w-]+\/[\w.-]+(?:#.*)?$)/;
  const isGithub = manager === "npm" ? within.some((word) => github.test(word)) : false;
  return isGithub || within.some((word) => word.includes("git+https://github.com/"))
    ? ["github"]
    : [];
}
