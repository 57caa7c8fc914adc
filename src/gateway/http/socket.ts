import { chmod, lstat, mkdir, stat, unlink } from "node:fs/promises";
import type { Server } from "node:http";
import { connect } from "node:net";
import { dirname, isAbsolute } from "node:path";
import { Failure } from "../../base/failure.ts";

/** The shortest limit of all systems (macOS has 104 bytes with the end). */
const maxPathBytes = 103;
const pipePrefix = "\\\\.\\pipe\\";
const isWindows = process.platform === "win32";

/**
 * Listens on a Unix socket that only its owner can connect to, or on a named pipe on Windows. What
 * an ended program left at the path goes away; closing the server takes the socket away. Rejects
 * with `config`.
 */
export async function listenOnSocket(server: Server, path: string): Promise<void> {
  checkPath(path);
  if (isWindows) return listen(server, path);
  await privateFolder(dirname(path));
  if (await isLeftOver(path)) await unlink(path);
  await listen(server, path);
  await chmod(path, 0o600);
}

function checkPath(path: string): void {
  if (isWindows && !path.startsWith(pipePrefix))
    throw refused(path, `on Windows its name begins with ${pipePrefix}`);
  if (!isWindows && !isAbsolute(path)) throw refused(path, "it is no absolute path");
  if (!isWindows && Buffer.byteLength(path) > maxPathBytes)
    throw refused(path, `it has more than ${maxPathBytes} bytes`);
}

/** Whoever may write to the folder could put a socket of their own in the place of ours. */
async function privateFolder(folder: string): Promise<void> {
  try {
    await mkdir(folder, { recursive: true, mode: 0o700 });
    const { mode, uid } = await stat(folder);
    const isOurs = uid === 0 || uid === process.getuid?.();
    const isSticky = (mode & 0o1000) !== 0;
    if (isOurs && ((mode & 0o022) === 0 || isSticky)) return;
  } catch (error) {
    throw refused(folder, reasonOf(error), error);
  }
  throw refused(folder, "other users may write to the folder");
}

/** Whether a socket of ours is there that nobody listens on; rejects for everything else. */
async function isLeftOver(path: string): Promise<boolean> {
  const found = await lstat(path).catch(() => undefined);
  if (found === undefined) return false;
  if (!found.isSocket()) throw refused(path, "it is something else than a socket");
  if (await answers(path)) throw refused(path, "another program listens there");
  return true;
}

function answers(path: string): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = connect(path, () => resolve(true));
    socket.on("connect", () => socket.destroy());
    socket.on("error", ({ code }: NodeJS.ErrnoException) => resolve(code !== "ECONNREFUSED"));
  });
}

function listen(server: Server, path: string): Promise<void> {
  return new Promise((resolve, reject) => {
    server.once("error", (error) => reject(refused(path, reasonOf(error), error)));
    // The socket is made before `listen` returns; at no time may others connect to it.
    const before = isWindows ? undefined : process.umask(0o177);
    try {
      server.listen(path, resolve);
    } finally {
      if (before !== undefined) process.umask(before);
    }
  });
}

const reasonOf = (error: unknown): string => {
  const { code, message } = error as NodeJS.ErrnoException;
  return code ?? message;
};

const refused = (path: string, why: string, cause?: unknown): Failure =>
  new Failure("config", `${path} cannot be listened on: ${why}.`, { cause });
