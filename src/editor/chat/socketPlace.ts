import { randomUUID } from "node:crypto";
import { mkdir, mkdtemp, readdir, rm } from "node:fs/promises";
import { join } from "node:path";

/** A place for a socket, and the scheme by which the editor reaches sockets of its kind. */
export interface Place {
  readonly scheme: "unix" | "pipe";
  readonly path: string;
  /** Never rejects. */
  remove(): Promise<void>;
}

/**
 * A path of our own: in a folder below `dataDir` that only this user can enter, or the name of a
 * pipe. What editors left there that were ended by force goes away.
 */
export async function socketPlace(
  dataDir: string,
  platform: NodeJS.Platform = process.platform,
): Promise<Place> {
  if (platform === "win32")
    return {
      scheme: "pipe",
      path: `\\\\.\\pipe\\mcp-sandbox-${randomUUID()}`,
      remove: async () => {},
    };
  await mkdir(dataDir, { recursive: true, mode: 0o700 });
  await removeLeft(dataDir);
  const folder = await mkdtemp(join(dataDir, `gateway-${process.pid}-`));
  return { scheme: "unix", path: join(folder, "socket"), remove: () => removed(folder) };
}

async function removeLeft(dataDir: string): Promise<void> {
  for (const name of await readdir(dataDir)) {
    const [, pid] = /^gateway-(\d+)-\w{6}$/.exec(name) ?? [];
    if (pid !== undefined && isGone(Number(pid))) await removed(join(dataDir, name));
  }
}

const removed = (folder: string): Promise<void> =>
  rm(folder, { recursive: true, force: true }).catch(() => {});

function isGone(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return false;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === "ESRCH";
  }
}
