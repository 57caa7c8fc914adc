import { publicHosts } from "../base/publicHosts.ts";
import type { Network } from "../sandbox/sandbox.ts";

/** Words of package managers, and the preset or hosts that each needs. */
const registries: readonly (readonly [RegExp, readonly string[]])[] = [
  [/\b(npm|npx|pnpm|pnpx|yarn|corepack)\b/, ["npm"]],
  [/\b(pip3?|pipx|uvx?|poetry|pdm|hatch)\b/, ["pypi"]],
  [/\bgit\b|\bgithub\.com\b/, ["github"]],
  [/\bcargo\b/, publicHosts.crates],
  [/\bgo (get|install|build|run|mod)\b/, publicHosts.go],
];

/** What install commands may reach: the registries they name, the hosts of their addresses, and what the server may. */
export function installNetwork(commands: readonly string[], running: Network): Network {
  if (commands.length === 0) return "none";
  if (running === "all") return "all";
  const allow = new Set<string>(running === "none" ? [] : running.allow);
  for (const command of commands) {
    for (const [word, hosts] of registries)
      if (word.test(command)) for (const host of hosts) allow.add(host);
    for (const [address] of command.matchAll(/https?:\/\/[^\s'"`$\\;|&<>()]+/g))
      for (const host of hostOf(address)) allow.add(host);
  }
  return allow.size === 0 ? "none" : { allow: [...allow] };
}

function hostOf(address: string): string[] {
  return URL.canParse(address) ? [new URL(address).host] : [];
}
