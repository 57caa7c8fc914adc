import { isRecord, joinPath } from "./jsonPath.ts";
import { type ConfigProblem, type Parsed, parseServers } from "./parseServers.ts";
import type { Origin, ServerConfig } from "./serverEntry.ts";

/** The setting's value in one scope. */
export interface Scope {
  readonly origin: Origin;
  readonly value: unknown;
}

const nearness: Readonly<Record<Origin["scope"], number>> = {
  user: 0,
  workspace: 1,
  folder: 2,
  file: 3,
};

/**
 * Joins the scopes; of two servers with one name the nearer counts, whole, also when it is broken:
 * its problems are shown instead of starting another server than the one that stands nearest.
 * Of two folders with the same name the first counts, and the other is reported.
 */
export function mergeScopes(scopes: readonly Scope[]): Parsed {
  const problems: ConfigProblem[] = [];
  const winners = new Map<string, { readonly origin: Origin; readonly server?: ServerConfig }>();
  const nearestLast = scopes.toSorted(
    (a, b) => nearness[a.origin.scope] - nearness[b.origin.scope],
  );
  for (const { origin, value } of nearestLast) {
    const parsed = parseServers(value, origin);
    problems.push(...parsed.problems);
    for (const name of isRecord(value) ? Object.keys(value) : []) {
      const holder = winners.get(name)?.origin;
      if (holder?.scope === "folder" && origin.scope === "folder") {
        problems.push(twice(name, origin, holder));
        continue;
      }
      const server = parsed.servers.find((each) => each.name === name);
      winners.set(name, server === undefined ? { origin } : { origin, server });
    }
  }
  const servers = [...winners.values()].flatMap(({ server }) =>
    server === undefined ? [] : [server],
  );
  return { servers, problems };
}

function twice(name: string, origin: Origin, holder: Origin): ConfigProblem {
  const path = joinPath(origin.path, name);
  const message = `The folder ${holder.folder ?? "before"} has a server of this name already, which counts. Rename one.`;
  return { path, message, server: name };
}
