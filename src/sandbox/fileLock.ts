import { randomUUID } from "node:crypto";
import { link, readFile, rename, rm, writeFile } from "node:fs/promises";
import { setTimeout as sleep } from "node:timers/promises";
import { isAlive, processMark } from "./processMark.ts";

const pollMs = 100;

/**
 * Takes a lock that holds between processes, waiting while another one has it; a lock whose owner
 * is dead is taken over. Disposing gives it back. Rejects with the signal's reason when aborted.
 */
export async function lockFile(path: string, signal?: AbortSignal): Promise<AsyncDisposable> {
  const mine = `${processMark(process.pid)} ${randomUUID()}`;
  const draft = `${path}.${randomUUID()}`;
  await writeFile(draft, mine, { mode: 0o600 });
  try {
    while (!(await take(path, draft, signal))) await sleep(pollMs, undefined, { signal });
  } catch (error) {
    signal?.throwIfAborted();
    throw error;
  } finally {
    await rm(draft, { force: true });
  }
  return { [Symbol.asyncDispose]: () => giveBack(path, mine) };
}

async function take(path: string, draft: string, signal?: AbortSignal): Promise<boolean> {
  signal?.throwIfAborted();
  try {
    await link(draft, path); // appears whole or not at all
    return true;
  } catch (error) {
    if (!hasCode(error, "EEXIST")) throw error;
  }
  const owner = await readFile(path, "utf8").catch(() => undefined);
  if (owner === undefined || isAlive(owner)) return false;
  return takeOver(path, draft, owner, signal);
}

/** Only who holds the lock on the takeover of just this owner may replace it, so no two ever do. */
async function takeOver(
  path: string,
  draft: string,
  owner: string,
  signal?: AbortSignal,
): Promise<boolean> {
  const id = owner.split(" ")[2] ?? "unreadable";
  await using _guard = await lockFile(`${path}.${id}`, signal);
  if ((await readFile(path, "utf8").catch(() => undefined)) !== owner) return false;
  await rename(draft, path);
  return true;
}

async function giveBack(path: string, mine: string): Promise<void> {
  if ((await readFile(path, "utf8").catch(() => undefined)) === mine)
    await rm(path, { force: true });
}

function hasCode(error: unknown, code: string): boolean {
  return error instanceof Error && "code" in error && error.code === code;
}
