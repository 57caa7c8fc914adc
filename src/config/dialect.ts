import { basename } from "node:path";
import { isRecord } from "./jsonPath.ts";
import { serversSetting } from "./serverEntry.ts";

/** Where a JSON file keeps its servers, and how they are written there. */
export interface Dialect {
  readonly kind: "settings" | "workspaceFile" | "mcp" | "desktop" | "byName";
  /** Keys that lead to the object of servers. */
  readonly keys: readonly string[];
}

export const dialects = {
  /** `settings.json` of an editor. */
  settings: { kind: "settings", keys: [serversSetting] },
  /** A `.code-workspace` file. */
  workspaceFile: { kind: "workspaceFile", keys: ["settings", serversSetting] },
  /** The editor's `mcp.json`. */
  mcp: { kind: "mcp", keys: ["servers"] },
  /** Claude Desktop, Cursor and most others. */
  desktop: { kind: "desktop", keys: ["mcpServers"] },
  /** e2b-mcp's `servers.json`: an object of servers by name. */
  byName: { kind: "byName", keys: [] },
} as const satisfies Record<string, Dialect>;

/** Decides by what a document holds and, where that is open, by the file's name. */
export function dialectOf(value: unknown, file: string): Dialect {
  const holds = (dialect: Dialect) =>
    dialect.keys.length > 0 && lookUp(value, dialect.keys) !== undefined;
  const found = Object.values(dialects).find(holds);
  if (found !== undefined && !(found.kind === "mcp" && isServer(lookUp(value, ["servers"]))))
    return found;
  const name = basename(file);
  if (name === "settings.json") return dialects.settings;
  if (name.endsWith(".code-workspace")) return dialects.workspaceFile;
  if (isRecord(value) && Object.keys(value).length > 0) return dialects.byName;
  if (name === "mcp.json") return dialects.mcp;
  return name === "servers.json" ? dialects.byName : dialects.desktop;
}

export function lookUp(value: unknown, keys: readonly string[]): unknown {
  return keys.reduce<unknown>(
    (part, key) => (isRecord(part) && Object.hasOwn(part, key) ? part[key] : undefined),
    value,
  );
}

/** True for one server's entry; a set of servers by name holds no text at its top. */
export function isServer(value: unknown): boolean {
  return (
    isRecord(value) &&
    ["command", "url", "serverUrl", "httpUrl"].some((key) => typeof value[key] === "string")
  );
}
