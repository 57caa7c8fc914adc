import type { Stats } from "node:fs";
import { lstat } from "node:fs/promises";
import { dirname, join } from "node:path";
import { Failure } from "../../base/failure.ts";
import { protectedInGit, protectedNames, type WhenAbsent, whenAbsent } from "./protectedNames.ts";
import { nestedRepositories, submoduleFolders } from "./repositories.ts";

/** What keeps a writable folder from being made to run code later. Host paths. */
export interface Protection {
  /** Stay as they are. */
  readonly readOnly: readonly string[];
  /** Folders on the way there: bound on themselves, so that none can be renamed and another put in its place. */
  readonly pinned: readonly string[];
  /** Absent ones that are to be covered. */
  readonly covers: readonly string[];
  /** Absent ones that are to be moved away when they appear. */
  readonly quarantined: readonly string[];
  /** What is left unprotected, in plain words. */
  readonly caveats: readonly string[];
}

/** Rejects with `config` where a protected name is a link: what it leads to could be swapped. */
export async function protectionOf(root: string): Promise<Protection> {
  const nested = await nestedRepositories(root);
  const places = await Promise.all([
    protectedIn(root),
    ...nested.folders.map((folder) => protectedIn(folder)),
  ]);
  const all = places.flat();
  const present = all.filter((name) => name.stats !== undefined).map((name) => name.path);
  const absent = (what: WhenAbsent): string[] =>
    all
      .filter(({ place, name, stats }) => !stats && whenAbsent(name, place === root) === what)
      .map((name) => name.path);
  const covers = absent("covered");
  return {
    readOnly: present,
    pinned: ancestors([...present, ...covers], root),
    covers,
    quarantined: absent("quarantined"),
    caveats: nested.complete
      ? []
      : [`${root} is too large: not every repository in it could be found and protected.`],
  };
}

interface Protected {
  readonly place: string;
  readonly name: string;
  readonly path: string;
  readonly stats: Stats | undefined;
}

async function protectedIn(place: string): Promise<Protected[]> {
  const git = await look(place, ".git");
  const names: string[] = [...protectedNames];
  if (git.stats?.isFile() === true) names.push(".git");
  if (git.stats?.isDirectory() === true) names.push(...(await inGitFolder(place)));
  return Promise.all(names.map((name) => look(place, name)));
}

async function inGitFolder(place: string): Promise<string[]> {
  const submodules = await submoduleFolders(join(place, ".git"));
  const folders = [".git", ...submodules.folders.map((folder) => folder.slice(place.length + 1))];
  return folders.flatMap((folder) => protectedInGit.map((name) => `${folder}/${name}`));
}

/** Looks at every step of a name, which may be several folders deep. */
async function look(place: string, name: string): Promise<Protected> {
  let path = place;
  let stats: Stats | undefined;
  for (const step of name.split("/")) {
    path = join(path, step);
    stats = await lstat(path).catch(() => undefined);
    if (stats?.isSymbolicLink() === true) throw linked(path);
    if (stats === undefined) break;
  }
  return { place, name, path: join(place, name), stats };
}

function linked(path: string): Failure {
  return new Failure("config", `${path} is a symbolic link, so it cannot be protected.`, {
    remedy: "Grant the folder read-only, or replace the link by what it leads to.",
  });
}

function ancestors(paths: readonly string[], root: string): string[] {
  const found = new Set<string>();
  for (const path of paths)
    for (let folder = dirname(path); folder !== root; folder = dirname(folder)) found.add(folder);
  // Outer ones first: a later bind on an outer folder would hide the inner one.
  return [...found].toSorted();
}
