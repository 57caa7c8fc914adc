import type { Dirent } from "node:fs";
import { readdir } from "node:fs/promises";
import { join } from "node:path";

export interface Found {
  readonly folders: readonly string[];
  /** False where there was too much to look through all of it. */
  readonly complete: boolean;
}

/** How far a search goes. */
export interface Reach {
  readonly folders: number;
  readonly depth: number;
}

const everywhere: Reach = { folders: 4000, depth: Infinity };
/** Large, and nobody works in them by hand. */
const skipped = new Set([".git", "node_modules"]);

/** Repositories below a folder, without the folder itself. */
export const nestedRepositories = (root: string, reach = everywhere): Promise<Found> =>
  foldersWith(root, ".git", reach);

/** What git keeps of submodules, inside what it keeps of the repository around them. */
export const submoduleFolders = (gitFolder: string): Promise<Found> =>
  foldersWith(join(gitFolder, "modules"), "HEAD", everywhere);

/** Folders that hold an entry of this name, the nearest first. Follows no links. */
async function foldersWith(root: string, name: string, reach: Reach): Promise<Found> {
  const folders: string[] = [];
  let seen = 0;
  let level = [root];
  for (let depth = 0; level.length > 0 && depth <= reach.depth; depth++) {
    seen += level.length;
    if (seen > reach.folders) return { folders, complete: false };
    const listings = await Promise.all(level.map(list));
    for (const { folder, entries } of listings)
      if (folder !== root && entries.some((entry) => entry.name === name)) folders.push(folder);
    level = listings.flatMap(({ folder, entries }) =>
      entries.filter(isWorthLooking).map((entry) => join(folder, entry.name)),
    );
  }
  return { folders, complete: true };
}

async function list(folder: string): Promise<{ folder: string; entries: Dirent[] }> {
  return { folder, entries: await readdir(folder, { withFileTypes: true }).catch(() => []) };
}

function isWorthLooking(entry: Dirent): boolean {
  return entry.isDirectory() && !skipped.has(entry.name);
}
