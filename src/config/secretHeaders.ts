import type { Problem } from "../base/failure.ts";
import type { MachineWish, Network } from "../sandbox/sandbox.ts";
import { joinPath } from "./jsonPath.ts";
import type { Resolver } from "./resolver.ts";
import type { SandboxEntry } from "./serverEntry.ts";

type Headers = Exclude<MachineWish["secretHeaders"], undefined>;

/** Why headers that are sound in themselves can do nothing here; `path` is that of the entry. */
export function headerProblems(sandbox: SandboxEntry, path: string): Problem[] {
  const { secretHeaders = {}, provider, network = "none" } = sandbox;
  const at = joinPath(path, "sandbox", "secretHeaders");
  const hosts = Object.keys(secretHeaders);
  if (hosts.length === 0) return [];
  const problems = [...twice(hosts, at)];
  for (const [host, headers] of Object.entries(secretHeaders))
    problems.push(...twice(Object.keys(headers), joinPath(at, host)));
  if (provider === "local") problems.push({ path: at, message: onlyE2B });
  if (network === "none") problems.push({ path: at, message: nothingLeaves(hosts) });
  return problems;
}

const onlyE2B =
  "Only E2B puts headers into requests on their way out. Set `sandbox.provider` to `e2b`, or hand the secret to the server by `env`.";

function nothingLeaves(hosts: readonly string[]): string {
  const rule = JSON.stringify({ allow: hosts });
  return `No request leaves while \`sandbox.network\` is \`none\`. Write "network": ${rule}.`;
}

/** Neither hosts nor headers tell capitals from small letters. */
function twice(names: readonly string[], path: string): Problem[] {
  const small = names.map((name) => name.toLowerCase());
  return names
    .filter((_, index) => small.indexOf(small[index] ?? "") < index)
    .map((name) => ({
      path: joinPath(path, name),
      message: "This name stands here twice. Capitals make no difference.",
    }));
}

/** The headers with their values filled in, each kept from being shown, whole and in its parts. */
export async function resolveHeaders(headers: Headers, resolver: Resolver): Promise<Headers> {
  const result: Record<string, Record<string, string>> = {};
  for (const [host, values] of Object.entries(headers)) {
    const filled: Record<string, string> = {};
    for (const [name, value] of Object.entries(values))
      filled[name] = await resolveValue(
        value,
        resolver.path("sandbox", "secretHeaders", host, name),
        resolver,
      );
    result[host.toLowerCase()] = filled;
  }
  return result;
}

async function resolveValue(value: string, path: string, resolver: Resolver): Promise<string> {
  const filled = await resolver.text(value, path, (part) => {
    resolver.keepSecret(part);
    return part;
  });
  resolver.keepSecret(filled);
  const [, credentials] = /^\S+\s+(.+)$/.exec(filled) ?? []; // `Bearer …`
  if (credentials !== undefined) resolver.keepSecret(credentials);
  if (/[^\t\u0020-\u007e\u0080-\uffff]/.test(filled))
    resolver.report(path, "A header's value is one line of text.");
  return filled;
}

/** What a server may reach: an allow-list also holds the hosts that get headers. */
export function withHeaderHosts(network: Network, headers: Headers): Network {
  if (typeof network === "string") return network;
  const hosts = Object.keys(headers).map((host) => host.toLowerCase());
  return { allow: [...new Set([...network.allow, ...hosts])] };
}
