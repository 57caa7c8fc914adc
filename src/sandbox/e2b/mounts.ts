import { readFile, stat } from "node:fs/promises";
import { Failure } from "../../base/failure.ts";
import type { Mount, Sandbox } from "../sandbox.ts";
import { quoted } from "../shellQuote.ts";
import type { Box } from "./client.ts";
import { e2bFailure } from "./e2bFailure.ts";

export interface CopyOptions {
  readonly signal?: AbortSignal;
  readonly onDidSay?: (line: string) => void;
}

/**
 * Puts copies of what is mounted where the spec wants it: a microVM sees nothing of this machine.
 * Gives what that cannot do. Rejects with a Failure.
 */
export async function copyMounts(
  box: Box,
  sandbox: Sandbox,
  mounts: readonly Mount[],
  options: CopyOptions,
): Promise<readonly string[]> {
  const notes: string[] = [];
  for (const mount of mounts) {
    options.onDidSay?.(`Copying ${mount.source} to ${mount.target}.`);
    await copy(box, sandbox, mount, options);
    if (mount.write)
      notes.push(
        `${mount.target} is a copy of ${mount.source}: changes stay in the sandbox until they are fetched.`,
      );
  }
  return notes;
}

async function copy(
  box: Box,
  sandbox: Sandbox,
  { source, target }: Mount,
  options: CopyOptions,
): Promise<void> {
  const stats = await stat(source).catch((cause: unknown) => {
    const message = `${source} cannot be put into the sandbox: it is not there.`;
    throw new Failure("config", message, { cause, remedy: "Correct sandbox.mounts." });
  });
  if (stats.isDirectory()) {
    await makeFolder(box, target);
    const { putFolder } = await import("../folders/putFolder.ts");
    await putFolder(sandbox, source, target, options);
    return;
  }
  await makeFolder(box, target.replace(/\/[^/]*$/, "") || "/");
  await sandbox.files.write(target, await readFile(source));
}

/** Anywhere in the microVM, which has no other user than its programs. */
async function makeFolder({ commands }: Box, path: string): Promise<void> {
  const word = quoted(path);
  const timeoutMs = 20_000;
  try {
    const own = `mkdir -p ${word} && [ -w ${word} ]`;
    await commands.run(own, { timeoutMs }).catch((error: unknown) => {
      const { name } = Object(error) as { readonly name?: unknown };
      if (name !== "CommandExitError") throw error;
      return commands.run(`mkdir -p ${word} && chmod 777 ${word}`, { user: "root", timeoutMs });
    });
  } catch (error) {
    throw e2bFailure(error, `make the folder ${path}`);
  }
}
