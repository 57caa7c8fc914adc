import { randomUUID } from "node:crypto";
import { mkdir, readdir, readFile, rename, rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { Failure } from "../base/failure.ts";
import type { Log } from "../base/log.ts";

/** One running server, as other processes may know of it. Holds no secret. */
export interface SessionRecord {
  readonly id: string;
  readonly server: string;
  /** The process that owns the session: an editor's extension host or a command line. */
  readonly pid: number;
  readonly startedAt: number;
  readonly provider: string;
  readonly commandLine: string;
}

type NewSession = Pick<SessionRecord, "server" | "commandLine" | "provider">;

/** A pid is given to another process one day; with its start time it is not. */
interface StoredRecord extends SessionRecord {
  readonly pidStart?: string;
}

/** Writes one small file per running session, so that any process can list them. */
export class SessionRecords {
  readonly #folder: string;

  constructor(dataDir: string) {
    this.#folder = folderOf(dataDir);
  }

  /** Notes a session. The returned function takes the note away again. */
  async add(session: NewSession): Promise<() => Promise<void>> {
    const id = randomUUID();
    const pidStart = await startOf(process.pid);
    const record: StoredRecord = {
      ...{ id, ...session, pid: process.pid, startedAt: Date.now() },
      ...(pidStart !== undefined && { pidStart }),
    };
    await mkdir(this.#folder, { recursive: true, mode: 0o700 });
    const file = join(this.#folder, `${id}.json`);
    await writeFile(`${file}.new`, JSON.stringify(record), { mode: 0o600 });
    await rename(`${file}.new`, file);
    return () => rm(file, { force: true });
  }
}

/** Notes a session where notes are kept. Never rejects, nor does what it returns. */
export async function noteSession(
  records: SessionRecords | undefined,
  session: NewSession,
  log: Log,
): Promise<() => Promise<void>> {
  const unnoted = (error: unknown): void =>
    log.debug(`The list of sessions is not right: ${Failure.from(error).message}`);
  try {
    const forget = await records?.add(session);
    return async () => forget?.().catch(unnoted);
  } catch (error) {
    unnoted(error);
    return async () => {};
  }
}

/** All sessions that run now, oldest first. Notes that their process left behind are removed. */
export async function listSessions(dataDir: string): Promise<readonly SessionRecord[]> {
  const folder = folderOf(dataDir);
  const names = await readdir(folder).catch(() => []);
  const found = await Promise.all(
    names.filter((name) => name.endsWith(".json")).map((name) => alive(join(folder, name))),
  );
  return found
    .filter((record) => record !== undefined)
    .toSorted((a, b) => a.startedAt - b.startedAt);
}

const folderOf = (dataDir: string): string => join(dataDir, "sessions");

async function alive(file: string): Promise<SessionRecord | undefined> {
  const stored = await readRecord(file);
  if (stored !== undefined && (await isAlive(stored))) {
    const { pidStart: _, ...record } = stored;
    return record;
  }
  await rm(file, { force: true });
  return undefined;
}

async function readRecord(file: string): Promise<StoredRecord | undefined> {
  try {
    const value: unknown = JSON.parse(await readFile(file, "utf8"));
    return isRecord(value) ? value : undefined;
  } catch {
    return undefined;
  }
}

function isRecord(value: unknown): value is StoredRecord {
  const { id, server, pid, startedAt, provider, commandLine } = Object(value) as Record<
    string,
    unknown
  >;
  const texts = [id, server, provider, commandLine].every((text) => typeof text === "string");
  return texts && Number.isInteger(pid) && typeof startedAt === "number";
}

async function isAlive({ pid, pidStart }: StoredRecord): Promise<boolean> {
  try {
    process.kill(pid, 0);
  } catch (error) {
    // Somebody else's process: there, but not ours to signal.
    if (!(error instanceof Error && "code" in error && error.code === "EPERM")) return false;
  }
  return pidStart === undefined || (await startOf(pid)) === pidStart;
}

/** When the process began, in the kernel's own words; undefined where the system does not tell. */
async function startOf(pid: number): Promise<string | undefined> {
  const stat = await readFile(`/proc/${pid}/stat`, "utf8").catch(() => undefined);
  // The name in parentheses may hold spaces; the start is the 22nd field, the 20th after the name.
  return stat?.slice(stat.lastIndexOf(")") + 2).split(" ")[19];
}
