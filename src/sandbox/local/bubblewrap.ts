import { execFile } from "node:child_process";
import { access, constants } from "node:fs/promises";
import { delimiter, isAbsolute, join } from "node:path";
import { promisify } from "node:util";

/** The bubblewrap of this machine and what it can do. */
export interface Bubblewrap {
  readonly path: string;
  /** Options that it knows, e.g. `--disable-userns`. Distributions add some to older versions, so the version alone tells little. */
  readonly options: ReadonlySet<string>;
}

const run = promisify(execFile);

/** System folders come first: a program of this name on the PATH of a project is not to be trusted with this. */
const systemFolders = ["/usr/bin", "/usr/local/bin", "/bin", "/run/current-system/sw/bin"];

/** Undefined where there is none. */
export async function findBubblewrap(env: NodeJS.ProcessEnv): Promise<Bubblewrap | undefined> {
  const onPath = (env["PATH"] ?? "").split(delimiter).filter(isAbsolute);
  for (const folder of [...systemFolders, ...onPath]) {
    const path = join(folder, "bwrap");
    if (await executable(path)) return { path, options: await optionsOf(path) };
  }
  return undefined;
}

async function executable(path: string): Promise<boolean> {
  return access(path, constants.X_OK).then(
    () => true,
    () => false,
  );
}

async function optionsOf(path: string): Promise<ReadonlySet<string>> {
  const { stdout } = await run(path, ["--help"], { env: {} }).catch(() => ({ stdout: "" }));
  return new Set(stdout.match(/--[a-z0-9-]+/g) ?? []);
}
