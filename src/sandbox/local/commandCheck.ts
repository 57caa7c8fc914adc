import { access, constants, stat } from "node:fs/promises";
import { delimiter, posix } from "node:path";
import { Failure } from "../../base/failure.ts";
import type { Command } from "../sandbox.ts";
import { user, workingFolder } from "./etc.ts";
import type { View } from "./view.ts";

export interface CommandCheck {
  readonly view: View;
  /** Folders in which the jail looks for programs. */
  readonly path: readonly string[];
  /** Where the user's mounts are seen. */
  readonly targets: readonly string[];
  /** The host's environment, to tell where a program is that is not visible. */
  readonly env: NodeJS.ProcessEnv;
}

const scratch = ["/tmp", "/run", "/var", "/dev/shm"];

/** Rejects with `commandNotFound` or `config` when the jail does not show what the command needs. */
export async function checkCommand(command: Command, check: CommandCheck): Promise<void> {
  const cwd = workingFolder(command);
  await checkFolder(cwd, check);
  const found = await Promise.all(
    placesOf(command, cwd, check).map((place) => isProgram(place, check.view)),
  );
  if (!found.includes(true)) throw await notFound(command, check);
}

async function checkFolder(cwd: string, { view, targets }: CommandCheck): Promise<void> {
  if (scratch.some((folder) => cwd === folder)) return;
  const host = view.hostPathOf(cwd);
  const stats = host === undefined ? undefined : await stat(host).catch(() => undefined);
  if (stats?.isDirectory() === true) return;
  throw new Failure("config", `The working directory ${cwd} is not a folder in the sandbox.`, {
    remedy: `Grant it with a mount, or use one of: ${[user.home, ...targets].join(", ")}.`,
  });
}

function placesOf({ program, env }: Command, cwd: string, { path }: CommandCheck): string[] {
  if (program.includes("/")) return [posix.resolve(cwd, program)];
  const folders = env?.["PATH"]?.split(":").filter(Boolean) ?? path;
  return folders.map((folder) => posix.resolve(cwd, folder, program));
}

async function isProgram(path: string, view: View): Promise<boolean> {
  const host = view.hostPathOf(path);
  return host !== undefined && (await isExecutable(host));
}

async function isExecutable(path: string): Promise<boolean> {
  const stats = await stat(path).catch(() => undefined);
  if (stats?.isFile() !== true) return false;
  return access(path, constants.X_OK).then(
    () => true,
    () => false,
  );
}

async function notFound({ program }: Command, check: CommandCheck): Promise<Failure> {
  const seen = ["the system's programs in /usr", `the private home ${user.home}`, ...check.targets];
  const where = await onThisMachine(program, check);
  const folder = where === undefined ? undefined : posix.dirname(where);
  return new Failure("commandNotFound", `${program} is not a program in the sandbox.`, {
    remedy:
      `Visible there: ${seen.join(", ")}. ` +
      (folder === undefined
        ? "Install it on this machine, or with an install command of the server."
        : `It is ${where} on this machine: ` +
          `grant the folder with a mount, {"source": "${folder}", "target": "${folder}"}.`),
  });
}

async function onThisMachine(program: string, { env }: CommandCheck): Promise<string | undefined> {
  const folders = (env["PATH"] ?? "").split(delimiter);
  const places = program.includes("/")
    ? [program]
    : folders.map((folder) => posix.join(folder, program));
  for (const place of places)
    if (place.startsWith("/") && (await isExecutable(place))) return place;
  return undefined;
}
