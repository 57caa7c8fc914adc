import { invalidParams, RpcError } from "./rpcError.ts";

const separator = "__";

export interface Target {
  readonly server: string;
  readonly name: string;
}

/** The name of a tool or prompt among those of all servers. */
export const prefixed = (server: string, name: string): string => `${server}${separator}${name}`;

/** Every server and name that a prefixed name may mean: `a__b__c` may be of `a` or of `a__b`. */
export const meanings = (name: string, servers: readonly string[]): readonly Target[] =>
  servers
    .filter((server) => name.startsWith(`${server}${separator}`))
    .map((server) => ({ server, name: name.slice(server.length + separator.length) }));

/** Names that more than one of the targets comes to. */
export function collisions(targets: readonly Target[]): ReadonlySet<string> {
  const seen = new Set<string>();
  const twice = new Set<string>();
  for (const { server, name } of targets) {
    const full = prefixed(server, name);
    if (seen.has(full)) twice.add(full);
    seen.add(full);
  }
  return twice;
}

/** Refuses a name that two servers share: a call must never reach another than was meant. */
export function collision(what: string, name: string, targets: readonly Target[]): RpcError {
  const servers = targets.map(({ server }) => server).join(" and ");
  return new RpcError(
    invalidParams,
    `The ${what} ${name} is refused: it may be of ${servers}. Rename one of these servers.`,
  );
}
