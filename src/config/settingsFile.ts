import { readFile } from "node:fs/promises";
import { basename, dirname } from "node:path";
import { Failure } from "../base/failure.ts";
import { type Dialect, dialectOf, lookUp } from "./dialect.ts";
import { type Imported, importSet } from "./importServers.ts";
import { isRecord } from "./jsonPath.ts";
import { parseJsonc } from "./jsonc.ts";
import { duplicateKeys } from "./duplicateKeys.ts";
import { providerSetting } from "./providerSetting.ts";
import type { Origin } from "./serverEntry.ts";

/** A file that holds servers, as it was when it was read. */
export interface SettingsFile {
  readonly file: string;
  readonly exists: boolean;
  readonly text: string;
  readonly dialect: Dialect;
  /** The object of servers by name as it stands there; `undefined` when there is none. */
  readonly servers: unknown;
  /** Names of the servers as they stand there, good or bad. */
  readonly names: readonly string[];
  readonly origin: Origin & { readonly folder: string };
  /** Value of `mcpSandbox.provider` where such a file may hold it. */
  readonly provider: unknown;
  /** The servers, checked. */
  parse(): Imported;
}

/** Reads a file; one that is missing is empty. Throws `config` with line and column when it is broken. */
export async function readSettings(file: string): Promise<SettingsFile> {
  const found = await read(file);
  const text = found ?? "";
  const { value, root } = parseJsonc(text, file);
  const dialect = dialectOf(value, file);
  const servers = lookUp(value, dialect.keys);
  const origin = {
    scope: "workspace",
    folder: folderOf(file),
    path: dialect.keys.join("."),
  } as const;
  const parse = (): Imported => {
    const imported = importSet(servers, dialect.kind, origin);
    const problems = [...duplicateKeys(root, dialect.keys, origin.path), ...imported.problems];
    return { ...imported, problems };
  };
  const names = isRecord(servers) ? Object.keys(servers) : [];
  const provider = providerOf(value, dialect);
  const exists = found !== undefined;
  return { file, exists, text, dialect, servers, names, origin, provider, parse };
}

/** Files of other programs say nothing about where servers run. */
function providerOf(value: unknown, { kind, keys }: Dialect): unknown {
  if (kind !== "settings" && kind !== "workspaceFile") return undefined;
  return lookUp(value, [...keys.slice(0, -1), providerSetting]);
}

/** The folder that a file's relative paths start at: for `.vscode/settings.json` the workspace. */
export function folderOf(file: string): string {
  const folder = dirname(file);
  return basename(folder) === ".vscode" ? dirname(folder) : folder;
}

async function read(file: string): Promise<string | undefined> {
  try {
    return await readFile(file, "utf8");
  } catch (error) {
    if (error instanceof Error && "code" in error && error.code === "ENOENT") return undefined;
    const reason = error instanceof Error ? error.message : String(error);
    throw new Failure("config", `${file} cannot be read: ${reason}`, { cause: error });
  }
}
