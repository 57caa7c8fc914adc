import { Failure } from "../../base/failure.ts";
import { dialects } from "../dialect.ts";
import { type Imported, importServers, importSet } from "../importServers.ts";
import { parseJsonc } from "../jsonc.ts";
import { isRecord } from "../jsonPath.ts";
import { isBridge } from "./bridge.ts";
import { type Client, clients } from "./client.ts";
import { entriesIn } from "./clientFile.ts";
import { fromCodex } from "./codex.ts";
import { readIfThere } from "./exportTo.ts";

/** What a file of another client holds. */
export interface Found extends Imported {
  readonly file: string;
  /** Whose file it is, where that is known. */
  readonly client?: Client;
  /** Names of entries that come back to us: there is nothing to take over. */
  readonly bridges: readonly string[];
}

/** A file to read, and whose it is; what it holds decides where that is not known. */
export interface Source {
  readonly file: string;
  readonly client?: Client;
}

/** The servers of a file as ours; `undefined` where there is no such file. Throws `config`. */
export async function importFrom(source: Source): Promise<Found | undefined> {
  const text = await readIfThere(source.file);
  return text === undefined ? undefined : readClient(text, source);
}

/** The servers of all the files that are there, one after another; a broken file costs only itself. */
export async function importFromAll(sources: readonly Source[]): Promise<readonly Found[]> {
  const found = await Promise.all(
    sources.map((source) =>
      importFrom(source).catch((error: unknown): Found => {
        const { message } = Failure.from(error);
        return { ...source, ...nothing, problems: [{ path: "", message }] };
      }),
    ),
  );
  return found.flatMap((each) => each ?? []);
}

const nothing = { servers: [], problems: [], notes: [], bridges: [] };

export function readClient(text: string, { file, client }: Source): Found {
  const owner = client ?? (file.endsWith(".toml") ? clients.codex : undefined);
  if (owner !== undefined) return { client: owner, ...ofClient(text, owner, file) };
  parseJsonc(text, file); // says where in the file it is broken
  const { servers, ...imported } = importServers(text);
  const bridges = servers.filter(({ entry }) => isBridge(entry)).map(({ name }) => name);
  return {
    ...{ ...imported, file, bridges },
    servers: servers.filter(({ name }) => !bridges.includes(name)),
  };
}

function ofClient(text: string, client: Client, file: string): Found {
  const entries = Object.entries(entriesIn(text, client, file));
  const bridges = entries.filter(([, entry]) => isBridge(entry)).map(([name]) => name);
  const others = entries.filter(([name]) => !bridges.includes(name));
  const translated = others.map(([name, entry]): [string, unknown] => [
    name,
    client.id === "codex" && isRecord(entry) ? fromCodex(entry) : entry,
  ]);
  const { kind } = client.id === "vscode" ? dialects.mcp : dialects.desktop;
  const origin = { scope: "file", path: client.key } as const;
  return { ...importSet(Object.fromEntries(translated), kind, origin), file, bridges };
}
