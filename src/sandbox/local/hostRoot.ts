import { lstat, readlink } from "node:fs/promises";
import { shownEtc } from "./etc.ts";
import { procCovers } from "./procCovers.ts";
import type { Shown } from "./view.ts";

/** The parts of this machine's system that every jail shows. */
export interface HostRoot {
  /** Folders and files that are seen where they are. */
  readonly shown: readonly Shown[];
  /** Links from old places of programs and libraries to new ones, by their path. */
  readonly links: Readonly<Record<string, string>>;
  /** Files of the host of which each jail gets a copy: a copy costs less than a mount of its own. */
  readonly copied: readonly string[];
  /** bubblewrap options for the rest of it. */
  readonly system: readonly string[];
  /** The same for what covers parts of the jail's own `/proc`. */
  readonly proc: readonly string[];
}

/** Folders of programs and libraries; links on most systems. NixOS keeps everything in the last one. */
const systemFolders = [
  ...["/usr", "/bin", "/sbin", "/lib", "/lib32", "/lib64", "/libx32"],
  "/nix/store",
];

export async function hostRoot(isRoot: boolean): Promise<HostRoot> {
  const folders: string[] = [];
  const links: Record<string, string> = {};
  for (const path of systemFolders) {
    const stats = await lstat(path).catch(() => undefined);
    if (stats?.isSymbolicLink() === true) links[path] = await readlink(path);
    else if (stats !== undefined) folders.push(path);
  }
  const etc = await shownEtc();
  const covers = await procCovers(isRoot);
  return {
    shown: [...folders, ...etc.folders, ...etc.files].map((path) => ({
      source: path,
      target: path,
    })),
    links,
    copied: etc.files,
    system: [
      ...folders.flatMap((path) => ["--ro-bind", path, path]),
      ...Object.entries(links).flatMap(([path, target]) => ["--symlink", target, path]),
      ...["--dir", "/etc", "--dir", "/home"],
      ...etc.folders.flatMap((path) => ["--ro-bind-try", path, path]),
    ],
    proc: covers.flatMap((path) => ["--ro-bind", "/dev/null", path]),
  };
}
