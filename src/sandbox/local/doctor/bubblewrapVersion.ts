import { execFile } from "node:child_process";
import { promisify } from "node:util";

const run = promisify(execFile);

/** What `bwrap --version` says, e.g. `0.8.0`; undefined where it says nothing of the kind. */
export async function bubblewrapVersion(path: string): Promise<string | undefined> {
  const { stdout } = await run(path, ["--version"], { env: {} }).catch(() => ({ stdout: "" }));
  return versionIn(stdout);
}

export function versionIn(text: string): string | undefined {
  return /(\d+\.\d+(\.\d+)*)/.exec(text)?.[1];
}

/** Below 0.8 it cannot forbid further namespaces by itself. */
export function isOld(version: string): boolean {
  const [major = 0, minor = 0] = version.split(".").map(Number);
  return major === 0 && minor < 8;
}
