import type { SandboxNetworkOpts } from "e2b";
import { publicHosts } from "../../base/publicHosts.ts";
import { isPreset, readPreset, type PresetName } from "../presets.ts";
import type { MachineWish, Network } from "../sandbox.ts";

/** What a microVM may reach, in E2B's words. Source: E2B `NewSandbox.network`. */
export interface Egress {
  readonly allowOut?: string[];
  readonly denyOut?: string[];
  readonly rules?: Record<string, { transform: { headers: Record<string, string> } }[]>;
}

const everything = "0.0.0.0/0";

/** E2B's rules name hosts without ports; `notes` tells what they cannot say. */
export async function egressOf(
  network: Network,
  secretHeaders: MachineWish["secretHeaders"] = {},
): Promise<{ readonly egress: Egress; readonly notes: readonly string[] }> {
  const withRules = rulesOf(secretHeaders);
  if (network === "all") return { egress: withRules, notes: [] };
  const entries = network === "none" ? [] : network.allow;
  const hosts = await Promise.all(entries.map(hostsOf));
  const ported = entries.filter((entry) => !isPreset(entry) && /:\d+$/.test(entry));
  const allowOut = [...new Set(hosts.flat())];
  return {
    egress: { ...(allowOut.length > 0 && { allowOut }), denyOut: [everything], ...withRules },
    notes: ported.map((entry) => `E2B allows hosts, not ports: all ports of ${entry} are open.`),
  };
}

function rulesOf(secretHeaders: Exclude<MachineWish["secretHeaders"], undefined>): Egress {
  const rules: Exclude<Egress["rules"], undefined> = {};
  for (const [host, headers] of Object.entries(secretHeaders))
    rules[host] = [{ transform: { headers: { ...headers } } }];
  return Object.keys(rules).length === 0 ? {} : { rules };
}

export const isRestricted = (network: Network): boolean => network !== "all";

/** Whether `other` lets through whatever `one` does. */
export function isWithin(one: Egress, other: Egress): boolean {
  if (other.denyOut === undefined) return true;
  const { allowOut = [] } = other;
  return one.denyOut !== undefined && (one.allowOut ?? []).every((host) => allowOut.includes(host));
}

/** The same for a request of our own. */
export function networkBody({ allowOut, denyOut, rules }: SandboxNetworkOpts): Egress {
  return {
    ...(Array.isArray(allowOut) && { allowOut }),
    ...(Array.isArray(denyOut) && { denyOut }),
    // Ours are plain objects; the SDK takes maps and functions too.
    ...(rules !== undefined && { rules: rules as Exclude<Egress["rules"], undefined> }),
  };
}

/** What package managers ask where nobody has told them of another; nobody has, in a microVM. */
const standard: Readonly<Record<PresetName, readonly string[]>> = {
  npm: [publicHosts.npm],
  pypi: [publicHosts.pypi, publicHosts.pypiFiles],
  github: [],
};

async function hostsOf(entry: string): Promise<readonly string[]> {
  if (!isPreset(entry)) return [entry.replace(/:\d+$/, "")];
  const { hosts } = await readPreset(entry, process.env);
  const open = hosts.filter(({ reach }) => reach === "public").map(({ host }) => bare(host));
  return [...standard[entry], ...open];
}

const bare = (host: string): string => host.replace(/:\d+$/, "");
