import { randomBytes } from "node:crypto";
import {
  access,
  constants,
  mkdir,
  readdir,
  readFile,
  readlink,
  rmdir,
  writeFile,
} from "node:fs/promises";
import { join } from "node:path";
import { startOf } from "./processTable.ts";

const prefix = "mcp-sandbox";

/** How long a tree that was killed may take to be gone. */
const removeWithinMs = 3000;

/**
 * A folder's name that says whose it is: the process that made it, told apart from a later one
 * with the same number, and from one with the same number in another container.
 */
export async function groupName(id: string): Promise<string> {
  const owner = [await pidNamespace(), process.pid, startOf(process.pid) ?? 0];
  return [prefix, ...owner, randomBytes(4).toString("hex"), id].join(".");
}

/** Makes the folder and writes the values; takes it away again where a value is refused. */
export async function makeGroup(folder: string, values: readonly Value[]): Promise<void> {
  await mkdir(folder);
  try {
    for (const { file, value, optional } of values) {
      const writing = writeFile(join(folder, file), value);
      await (optional === true ? writing.catch(() => {}) : writing);
    }
  } catch (error) {
    await rmdir(folder).catch(() => {});
    throw error;
  }
}

export interface Value {
  readonly file: string;
  readonly value: string;
  /** Without it the group holds all the same. */
  readonly optional?: boolean;
}

/**
 * The first move of a process into a group after a pause takes some milliseconds, in which the
 * kernel waits; those that follow at once take none. So we move to where we are, beforehand.
 */
export function rouse(own: string): void {
  writeFile(join(own, "cgroup.procs"), "0").catch(() => {});
}

/** Ends what is left in the group and removes its folder. False: it could not be removed in time. */
export async function removeGroup(folder: string, withinMs = removeWithinMs): Promise<boolean> {
  const deadline = Date.now() + withinMs;
  for (let waitMs = 1; ; waitMs = Math.min(waitMs * 2, 100)) {
    const error = await rmdir(folder).then(() => undefined, codeOf);
    if (error === undefined || error === "ENOENT") return true;
    if (Date.now() > deadline) return false;
    await killGroup(folder);
    await new Promise((resolve) => setTimeout(resolve, waitMs));
  }
}

/** Removes the groups in `parent` whose makers are dead. */
export async function sweepGroups(parent: string): Promise<void> {
  const names = await readdir(parent).catch(() => []);
  const orphans = [];
  for (const name of names) if (await isOrphan(name)) orphans.push(removeGroup(join(parent, name)));
  await Promise.all(orphans);
}

export async function isWritable(path: string): Promise<boolean> {
  return access(path, constants.W_OK).then(
    () => true,
    () => false,
  );
}

/** A counter out of a file of `NAME COUNT` lines, e.g. `memory.events`; zero where there is none. */
export async function countIn(file: string, name: string): Promise<number> {
  const text = await readFile(file, "utf8").catch(() => "");
  const line = text.split("\n").find((candidate) => candidate.startsWith(`${name} `));
  return Number(line?.slice(name.length + 1) ?? 0);
}

async function isOrphan(name: string): Promise<boolean> {
  const [kind, namespace, pid, start] = name.split(".");
  if (kind !== prefix || namespace !== (await pidNamespace())) return false;
  return startOf(Number(pid)) !== Number(start);
}

async function killGroup(folder: string): Promise<void> {
  const pids = await readFile(join(folder, "cgroup.procs"), "utf8").catch(() => "");
  for (const pid of pids.split("\n").map(Number)) {
    try {
      if (pid > 0) process.kill(pid, "SIGKILL");
    } catch {
      // Gone by itself.
    }
  }
}

async function pidNamespace(): Promise<string> {
  const link = await readlink("/proc/self/ns/pid").catch(() => "");
  return /\d+/.exec(link)?.[0] ?? "0";
}

function codeOf(error: unknown): string {
  return error instanceof Error && "code" in error ? String(error.code) : "unknown";
}
