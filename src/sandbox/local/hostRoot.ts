import { lstat, readlink } from "node:fs/promises";
import { shownEtc } from "./etc.ts";
import { procCovers } from "./procCovers.ts";

/** The parts of this machine's system that every jail shows, as bubblewrap options. */
export interface HostRoot {
  readonly system: readonly string[];
  /** To be placed after the jail's own `/proc`. */
  readonly proc: readonly string[];
}

/** Folders of programs and libraries; links on most systems. NixOS keeps everything in the last one. */
const systemFolders = ["/bin", "/sbin", "/lib", "/lib32", "/lib64", "/libx32", "/nix/store"];

export async function hostRoot(isRoot: boolean): Promise<HostRoot> {
  const folders = await Promise.all(systemFolders.map(asItIs));
  const etc = (await shownEtc()).flatMap((path) => ["--ro-bind-try", path, path]);
  const covers = await procCovers(isRoot);
  return {
    system: ["--ro-bind", "/usr", "/usr", ...folders.flat(), ...etc],
    proc: [
      ...covers.readOnly.flatMap((path) => ["--ro-bind", path, path]),
      ...covers.empty.flatMap((path) => ["--ro-bind", "/dev/null", path]),
    ],
  };
}

async function asItIs(path: string): Promise<string[]> {
  const stats = await lstat(path).catch(() => undefined);
  if (stats === undefined) return [];
  return stats.isSymbolicLink()
    ? ["--symlink", await readlink(path), path]
    : ["--ro-bind", path, path];
}
