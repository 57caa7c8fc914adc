import type { Stats } from "node:fs";
import { lstat } from "node:fs/promises";
import { basename, dirname, join } from "node:path";
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
  const isGit = basename(root) === ".git";
  const names = isGit ? protectedInGit : protectedNames;
  const nested = await (isGit ? submoduleFolders(root) : nestedRepositories(root));
  const [own, ...below] = await Promise.all(
    [root, ...nested.folders].map((place) => protectedIn(place, names)),
  );
  // In git's own folder each part is obeyed wherever it is.
  const absent = (isGit ? [own, ...below] : [own]).flatMap((found) => found?.absent ?? []);
  const readOnly = [own, ...below].flatMap((found) => found?.present ?? []);
  const whichAre = (what: WhenAbsent): string[] =>
    absent.filter(({ name }) => whenAbsent(name) === what).map(({ path }) => path);
  const covers = whichAre("covered");
  return {
    readOnly,
    pinned: ancestors([...readOnly, ...covers], root),
    covers,
    quarantined: whichAre("quarantined"),
    caveats: [
      ...(nested.complete ? [] : [tooLarge(root)]),
      ...(isGit ? [gitIsWritable(root)] : []),
    ],
  };
}

const tooLarge = (root: string): string =>
  `${root} is too large: not every repository in it could be found and protected.`;

const gitIsWritable = (root: string): string =>
  `${root} can be written to: settings that git changes while the server runs could be changed by it too, ` +
  "and settings of git can run programs.";

interface Absent {
  readonly name: string;
  readonly path: string;
}

interface Place {
  readonly present: readonly string[];
  readonly absent: readonly Absent[];
}

async function protectedIn(place: string, names: readonly string[]): Promise<Place> {
  const found = await Promise.all(
    names.map(async (name) => ({
      name,
      path: join(place, name),
      stats: await look(place, name),
    })),
  );
  return {
    present: found.filter(({ stats }) => stats !== undefined).map(({ path }) => path),
    absent: found.filter(({ stats }) => stats === undefined),
  };
}

/** Looks at every step of a name, which may be several folders deep. */
async function look(place: string, name: string): Promise<Stats | undefined> {
  let path = place;
  let stats: Stats | undefined;
  for (const step of name.split("/")) {
    path = join(path, step);
    stats = await lstat(path).catch(() => undefined);
    if (stats?.isSymbolicLink() === true) throw linked(path);
    if (stats === undefined) break;
  }
  return stats;
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
