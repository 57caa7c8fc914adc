import { createHash } from "node:crypto";
import { mkdir, readdir, readFile, rm } from "node:fs/promises";
import { join } from "node:path";
import { Failure } from "../base/failure.ts";
import { KeptContexts } from "../interpreter/keeper/keptContexts.ts";
import type { KeptContext } from "../interpreter/keeper/words.ts";
import type { World } from "./world.ts";

/** A process that keeps one named context of a workspace. */
export interface KeeperRecord {
  readonly name: string;
  /** The folder whose settings count; names are its own. */
  readonly workspace: string;
  readonly pid: number;
  /** Differs where the sandbox would be another one. */
  readonly options: string;
}

/** One that runs. */
export interface Kept extends KeeperRecord {
  readonly contexts: KeptContexts;
  readonly context: KeptContext;
}

/** Where the files of a keeper are. */
export interface KeeperFiles {
  readonly record: string;
  readonly socket: string;
  readonly lock: string;
}

/** What a socket's path may have on every system. */
const maxPathBytes = 100;

const folderOf = ({ dataDir }: Pick<World, "dataDir">): string => join(dataDir, "contexts");

/** The files of a name's keeper, in a folder that is ours alone. */
export async function keeperFiles(
  world: Pick<World, "dataDir">,
  workspace: string,
  name: string,
): Promise<KeeperFiles> {
  const folder = folderOf(world);
  await mkdir(folder, { recursive: true, mode: 0o700 });
  const key = createHash("sha256").update(`${workspace}\n${name}`).digest("hex").slice(0, 16);
  const [record, socket, lock] = ["json", "sock", "lock"].map((end) =>
    join(folder, `${key}.${end}`),
  );
  const files = { record: record ?? "", socket: socket ?? "", lock: lock ?? "" };
  if (Buffer.byteLength(files.socket) <= maxPathBytes) return files;
  throw new Failure("config", `${files.socket} is too long for a socket.`, {
    remedy: "Set MCP_SANDBOX_DATA to a folder with a shorter path.",
  });
}

/** The keeper that these files belong to; those that a dead one has left are taken away. */
export async function keeperAt({ record, socket }: KeeperFiles): Promise<Kept | undefined> {
  const known = await recordIn(record);
  if (known === undefined) return undefined;
  const contexts = new KeptContexts(socket);
  const [context] = (await contexts.list().catch(() => undefined)) ?? [];
  if (context !== undefined) return { ...known, contexts, context };
  await Promise.all([record, socket].map((path) => rm(path, { force: true })));
  return undefined;
}

/** Those of all workspaces, by name. */
export async function listKeepers(world: Pick<World, "dataDir">): Promise<readonly Kept[]> {
  const folder = folderOf(world);
  const names = (await readdir(folder).catch(() => [])).filter((name) => name.endsWith(".json"));
  const found = await Promise.all(
    names.map((name) => {
      const base = join(folder, name.slice(0, -".json".length));
      return keeperAt({ record: `${base}.json`, socket: `${base}.sock`, lock: `${base}.lock` });
    }),
  );
  return found
    .filter((kept) => kept !== undefined)
    .toSorted((a, b) => (a.name < b.name ? -1 : Number(a.name > b.name)));
}

async function recordIn(path: string): Promise<KeeperRecord | undefined> {
  try {
    return JSON.parse(await readFile(path, "utf8")) as KeeperRecord;
  } catch {
    return undefined;
  }
}
