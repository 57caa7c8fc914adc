import type { Problem } from "../base/failure.ts";
import { checkValue } from "./checkValue.ts";
import { isRecord, joinPath } from "./jsonPath.ts";
import { entrySchema, nameMessage, namePattern } from "./schema.ts";
import { headerProblems } from "./secretHeaders.ts";
import type { Origin, ServerConfig, ServerEntry } from "./serverEntry.ts";
import { variableProblems } from "./variables.ts";
import { describe } from "./wording.ts";

/** The sound servers of a set, and everything that is wrong with the others. */
export interface Parsed {
  readonly servers: readonly ServerConfig[];
  readonly problems: readonly ConfigProblem[];
}

/** A problem, and the server that it is about. */
export interface ConfigProblem extends Problem {
  readonly server?: string;
}

/** Reads the value of `mcpSandbox.servers`. Never throws; a bad entry costs only itself. */
export function parseServers(value: unknown, origin: Origin): Parsed {
  if (value === undefined || value === null) return { servers: [], problems: [] };
  if (!isRecord(value)) {
    const message = `Expected an object of servers by name, not ${describe(value)}.`;
    return { servers: [], problems: [{ path: origin.path, message }] };
  }
  const servers: ServerConfig[] = [];
  const problems: ConfigProblem[] = [];
  for (const [name, entry] of Object.entries(value)) {
    const found: Problem[] = [];
    if (isServerEntry(name, entry, joinPath(origin.path, name), found))
      servers.push({ name, entry, origin });
    problems.push(...found.map((problem) => ({ ...problem, server: name })));
  }
  return { servers, problems };
}

function isServerEntry(
  name: string,
  entry: unknown,
  path: string,
  problems: Problem[],
): entry is ServerEntry {
  if (!namePattern.test(name)) problems.push({ path, message: nameMessage });
  if (!fitsSchema(entry, path, problems) || problems.length > 0) return false;
  problems.push(...variableProblems(entry, path), ...headerProblems(entry.sandbox ?? {}, path));
  return problems.length === 0;
}

function fitsSchema(entry: unknown, path: string, problems: Problem[]): entry is ServerEntry {
  const found = checkValue(entry, entrySchema, path);
  problems.push(...found);
  return found.length === 0;
}
