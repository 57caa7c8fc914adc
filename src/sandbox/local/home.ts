import { mkdir, readdir, rename, rmdir, stat } from "node:fs/promises";
import { join } from "node:path";
import { Failure } from "../../base/failure.ts";
import { installKey } from "../install.ts";
import type { SandboxSpec } from "../sandbox.ts";
import { runOnFolders } from "./folderJail.ts";

/** The folder that holds every private home of one server, one per set of install commands. */
function homesOf(dataDir: string, id: string): string {
  if (!/^[A-Za-z0-9_-]+$/.test(id))
    throw new Failure("config", `"${id}" cannot name a sandbox: letters, digits, _ and - can.`);
  return join(dataDir, "homes", id);
}

/**
 * The host folder that is the server's private home, readable by its owner alone. Other install
 * commands get another home, which begins as a copy of the one used last, so that their caches
 * are not lost.
 *
 * What is in a home was put there by the server, which may be running: it is only copied and
 * deleted from inside a jail, or links changed meanwhile could lead us to the user's files.
 */
export async function privateHome(dataDir: string, spec: SandboxSpec): Promise<string> {
  const homes = homesOf(dataDir, spec.id);
  await mkdir(homes, { recursive: true, mode: 0o700 });
  const home = join(homes, installKey(spec.install.commands).slice(0, 16));
  if (await exists(home)) return home;
  const former = await newest(homes);
  const making = `${home}.new-${process.pid}`;
  await mkdir(making, { recursive: true, mode: 0o700 });
  if (former !== undefined && !(await copy(former, making))) {
    await empty(making);
    await mkdir(making, { recursive: true, mode: 0o700 });
  }
  await take(making, home);
  return home;
}

/** Forgets all that a server has installed and kept. Programs that still run lose their home under them. */
export async function resetHome(dataDir: string, id: string): Promise<void> {
  const homes = homesOf(dataDir, id);
  if (!(await exists(homes))) return;
  const going = `${homes}.old-${process.pid}-${Date.now()}`;
  await rename(homes, going);
  if (await empty(going)) return;
  throw new Failure("sandboxFailed", `Not everything in ${going} could be deleted.`, {
    remedy: "It is not used any more; delete the folder.",
  });
}

/** Another process may have made the same home meanwhile; then that one is as good. */
async function take(making: string, home: string): Promise<void> {
  try {
    await rename(making, home);
  } catch (cause) {
    await empty(making);
    if (!(await exists(home)))
      throw new Failure("sandboxFailed", `The private home ${home} could not be made.`, { cause });
  }
}

/** Links are copied as links: where one leads is up to the program that made it. */
function copy(former: string, making: string): Promise<boolean> {
  return runOnFolders(
    ["cp", "-a", "/former/.", "/new/"],
    [
      { source: making, target: "/new" },
      { source: former, target: "/former" },
    ],
  );
}

/** Deletes the folder with all that is in it, also what was closed to its owner. */
async function empty(folder: string): Promise<boolean> {
  const script = "chmod -R u+rwx /old 2>/dev/null; find /old -mindepth 1 -delete";
  await runOnFolders(["/bin/sh", "-c", script], [{ source: folder, target: "/old" }]);
  return rmdir(folder).then(
    () => true,
    () => false,
  );
}

async function newest(homes: string): Promise<string | undefined> {
  const names = (await readdir(homes)).filter((name) => /^[0-9a-f]{16}$/.test(name));
  const dated = await Promise.all(
    names.map(async (name) => {
      const path = join(homes, name);
      const stats = await stat(path).catch(() => undefined);
      return { path, ctimeMs: stats?.ctimeMs ?? 0 };
    }),
  );
  return dated.toSorted((a, b) => b.ctimeMs - a.ctimeMs)[0]?.path;
}

async function exists(path: string): Promise<boolean> {
  return stat(path).then(
    () => true,
    () => false,
  );
}
