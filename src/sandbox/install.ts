import { createHash } from "node:crypto";
import { mkdir, readFile, rm, stat, writeFile } from "node:fs/promises";
import { Failure } from "../base/failure.ts";
import { lockFile } from "./fileLock.ts";
import { type InstallContext, runInstallCommand } from "./installCommand.ts";
import type { Command, Install, OpenOptions } from "./sandbox.ts";
import { refuseSystemPackages } from "./systemPackages.ts";

export interface InstallRun extends OpenOptions, InstallContext {
  /**
   * Host folder that is the sandbox's private home. The marker and the lock lie beside it, as
   * `HOME.installed` and `HOME.lock`, where no program of the sandbox can write.
   */
  readonly home: string;
  readonly install: Install;
}

/**
 * Does the install commands once per home, in order. Settles when they are done, now or by an
 * earlier run, also one of another process. Rejects with `installFailed` (the command and its last
 * output) or `cancelled`; what failed is not marked done and is tried again by the next call.
 *
 * Each command is a shell of its own: variables and the working directory do not carry over, files
 * do. `sh -c` lines run in bash where the sandbox has it.
 */
export async function runInstall(run: InstallRun): Promise<void> {
  if (run.install.commands.length === 0) return;
  refuseSystemPackages(run.install.commands);
  await mkdir(run.home, { recursive: true, mode: 0o700 });
  const mark = await markOf(run);
  if (await isMarked(run.home, mark)) return;
  await using _lock = await locked(run);
  if (await isMarked(run.home, mark)) return;
  run.onDidStartInstall?.();
  for (const command of run.install.commands) await runInstallCommand(command, run);
  await writeFile(markerOf(run.home), mark, { mode: 0o600 });
}

/** Makes the next `runInstall` do its commands again. */
export async function forgetInstall(home: string): Promise<void> {
  await rm(markerOf(home), { force: true });
}

/** Equal for equal commands; part of the name of a home that is kept per set of commands. */
export function installKey(commands: readonly Command[]): string {
  const plain = commands.map(({ program, args, cwd, env }) => [
    program,
    args,
    cwd ?? "",
    Object.entries(env ?? {}).toSorted(([a], [b]) => (a < b ? -1 : 1)),
  ]);
  return createHash("sha256")
    .update(JSON.stringify([process.arch, plain]))
    .digest("hex");
}

async function locked({ home, signal }: InstallRun): Promise<AsyncDisposable> {
  try {
    return await lockFile(`${home}.lock`, signal);
  } catch (cause) {
    if (signal?.aborted !== true) throw cause;
    throw new Failure("cancelled", "Installing was cancelled before it began.", { cause });
  }
}

const markerOf = (home: string): string => `${home}.installed`;

/** A home that was deleted and made anew is another folder, so that an old marker does not count. */
async function markOf({ home, install }: InstallRun): Promise<string> {
  const { ino, birthtimeMs } = await stat(home);
  return `${installKey(install.commands)} ${ino} ${birthtimeMs}`;
}

async function isMarked(home: string, mark: string): Promise<boolean> {
  return (await readFile(markerOf(home), "utf8").catch(() => "")) === mark;
}
