import { Failure } from "../base/failure.ts";
import type { Found } from "../config/clients/importFrom.ts";
import { sameData } from "../config/sameData.ts";
import type { ServerConfig } from "../config/serverEntry.ts";
import type { SettingsFile } from "../config/settingsFile.ts";

/** A name that is left, and why. */
export interface Left {
  readonly name: string;
  readonly file: string;
  readonly reason: string;
}

/** What is to be done with all that was found. */
export interface Plan {
  readonly taken: readonly ServerConfig[];
  readonly left: readonly Left[];
  /** Those of `left` that the caller wanted and that the settings are in the way of. */
  readonly refused: readonly string[];
}

/** Decides what is taken over. Throws `unknownServer` for a name that no client has. */
export function planImport(
  found: readonly Found[],
  names: readonly string[],
  settings: SettingsFile,
  force: boolean,
): Plan {
  refuseUnknown(found, names);
  const isWanted = (name: string): boolean => names.length === 0 || names.includes(name);
  const known = settings.parse().servers;
  const taken = new Map<string, ServerConfig>();
  const refused: string[] = [];
  const left: Left[] = found.flatMap(({ bridges, file }) =>
    bridges
      .filter(isWanted)
      .map((name) => ({ name, file, reason: "it runs one of our servers already" })),
  );
  for (const { servers, file } of found)
    for (const server of servers.filter(({ name }) => isWanted(name))) {
      const { name, entry } = server;
      const leave = (reason: string) => void left.push({ name, file, reason });
      const isThere = settings.names.includes(name);
      const before = known.find((each) => each.name === name)?.entry;
      if (taken.has(name)) leave("another of this name is taken");
      else if (isThere && sameData(before, entry)) leave("it is in the settings already");
      else if (!isThere || force) taken.set(name, server);
      else {
        refused.push(name);
        leave("the settings have another of this name (--force replaces it)");
      }
    }
  return { taken: [...taken.values()], left, refused };
}

function refuseUnknown(found: readonly Found[], names: readonly string[]): void {
  const all = found.flatMap(({ servers, bridges }) => [
    ...servers.map(({ name }) => name),
    ...bridges,
  ]);
  const missing = names.filter((name) => !all.includes(name));
  if (missing.length === 0) return;
  throw new Failure("unknownServer", `No client has a server ${missing.join(" or ")}.`, {
    problems: found.flatMap(({ problems }) => problems),
    remedy: "mcp-sandbox server import shows what there is.",
  });
}
