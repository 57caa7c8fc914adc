import type { Problem } from "../base/failure.ts";
import { dialectOf, dialects, isServer, lookUp } from "./dialect.ts";
import { importEntry } from "./importEntry.ts";
import { parseJsonc } from "./jsonc.ts";
import { isRecord, joinPath, listOf } from "./jsonPath.ts";
import { parseServers } from "./parseServers.ts";
import { namePattern } from "./schema.ts";
import type { Origin, ServerConfig } from "./serverEntry.ts";

/** What was found in a pasted text. */
export interface Imported {
  readonly servers: readonly ServerConfig[];
  /** Why an entry was not taken. */
  readonly problems: readonly Problem[];
  /** What was left out of an entry that was taken. */
  readonly notes: readonly Problem[];
}

/**
 * Reads `mcp.json`, Claude Desktop's and Cursor's `mcpServers`, e2b-mcp's `servers.json`, our own
 * setting, or one bare entry; comments, trailing commas and missing outer braces do no harm.
 * Throws `config`, with line and column, when the text is no JSON at all.
 */
export function importServers(text: string, folder?: string): Imported {
  const value = withBraces(text);
  const origin: Origin = { scope: "file", path: "", ...(folder === undefined ? {} : { folder }) };
  if (isServer(value) && isRecord(value))
    return importSet({ [suggestName(value)]: value }, dialects.byName.kind, origin);
  const dialect = dialectOf(value, "");
  const path = dialect.keys.join(".");
  const imported = importSet(lookUp(value, dialect.keys), dialect.kind, { ...origin, path });
  if (imported.servers.length + imported.problems.length > 0) return imported;
  return { ...imported, problems: [{ path: "", message: nothingFound }] };
}

/** Takes over a set of servers by name, as a file of this kind means it. */
export function importSet(set: unknown, kind: string, origin: Origin): Imported {
  const own = kind === "settings" || kind === "workspaceFile";
  if (!isRecord(set) || own) return { ...parseServers(set, origin), notes: [] };
  const notes: Problem[] = [];
  const problems: Problem[] = [];
  const entries: [string, unknown][] = [];
  for (const [name, foreign] of Object.entries(set)) {
    const path = joinPath(origin.path, name);
    if (isRemote(foreign)) problems.push({ path, message: remote });
    else if (isRecord(foreign))
      entries.push([fitName(name), importEntry(foreign, path, kind !== "byName", notes)]);
    else entries.push([name, foreign]);
  }
  const parsed = parseServers(Object.fromEntries(entries), origin);
  return { servers: parsed.servers, problems: [...problems, ...parsed.problems], notes };
}

const nothingFound =
  'No server was found. Expected an entry such as { "files": { "command": "npx -y …" } }, or a whole mcp.json.';

const remote =
  "Not runnable here: it is reached over the network (HTTP or SSE) and is no program that a sandbox could hold.";

function isRemote(entry: unknown): boolean {
  return isRecord(entry) && typeof entry["command"] !== "string" && isServer(entry);
}

/** A pasted fragment such as `"files": { … }` is read as if it stood in braces. */
function withBraces(text: string): unknown {
  const bare = /^\s*"[^"\n]+"\s*:/.test(text);
  return parseJsonc(bare ? `{${text}\n}` : text, "The text").value;
}

/** The name that a bare entry carries, else one made from what it starts. */
export function suggestName(entry: Readonly<Record<string, unknown>>): string {
  const { name, command, args } = entry;
  if (typeof name === "string" && name !== "") return name;
  const words = [command, ...listOf(args)].flatMap((word) =>
    typeof word === "string" ? word.split(/\s+/) : [],
  );
  const runners = /^(npx|uvx|pipx|run|exec|node|python3?|deno|bunx?|docker|env|-.*)$/;
  const word = words.find((each) => each !== "" && !runners.test(each)) ?? "server";
  const steps = word.replace(/(.)@[\w.^~-]*$/, "$1").split("/");
  const step = steps.findLast(
    (each) => each !== "" && !/^(index|main|dist|build|src|lib|bin)(\.\w+)?$/.test(each),
  );
  return fitName((step ?? "server").replace(/\.(js|mjs|cjs|py|ts)$/, "")) || "server";
}

/** A name of another program made to fit ours: `my server (2)` → `my-server-2`. */
function fitName(name: string): string {
  return namePattern.test(name)
    ? name
    : name.replaceAll(/[^A-Za-z0-9_-]+/g, "-").replaceAll(/^-+|-+$/g, "");
}
