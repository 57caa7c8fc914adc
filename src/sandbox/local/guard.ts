import { existsSync } from "node:fs";
import { basename, join } from "node:path";
import { AbsentNames } from "./absentNames.ts";
import type { Bind } from "./arguments.ts";
import type { Covers } from "./covers.ts";
import type { Grant } from "./grants.ts";
import { Lookout } from "./lookout.ts";
import { type Protection, protectionOf } from "./protect.ts";
import { whenAbsent } from "./protectedNames.ts";
import { type Moved, Quarantine } from "./quarantine.ts";
import { Replaced } from "./replaced.ts";
import { StrayRepositories } from "./strayRepositories.ts";

export interface GuardOptions {
  readonly dataDir: string;
  readonly covers: Covers;
  readonly onDidMove: (moved: Moved) => void;
}

export interface JailGuardOptions extends GuardOptions {
  /** A protected path is another one by now, and not protected any more. */
  readonly onDidReplace: (path: string) => void;
}

/** The granted folders as one jail gets them, with what must not be changed kept from change. */
export interface Guard {
  readonly binds: readonly Bind[];
  /** Ends the protection; to be called when every program of the jail is gone, once. */
  release(): Promise<void>;
}

/** By the granted folder. */
export type Protections = ReadonlyMap<string, Protection>;

/** Looks through the folders granted for writing. Rejects with `config` where one cannot be protected. */
export async function protectionsOf(grants: readonly Grant[]): Promise<Protections> {
  const folders = grants.filter(({ write, isFolder }) => write && isFolder);
  const found = folders.map(async ({ source }) => [source, await protectionOf(source)] as const);
  return new Map(await Promise.all(found));
}

/** Puts the protections into effect. */
export async function guard(
  grants: readonly Grant[],
  protections: Protections,
  options: JailGuardOptions,
): Promise<Guard> {
  const covered: string[] = [];
  const lookout = new Lookout();
  const release = async (): Promise<void> => {
    await lookout.end();
    for (const path of covered) await options.covers.remove(path);
  };
  const binds: Bind[] = [];
  try {
    for (const grant of grants) {
      binds.push({ source: grant.source, target: grant.target, write: grant.write });
      const protection = grant.write ? protections.get(grant.source) : undefined;
      if (protection === undefined) continue;
      for (const path of coverable(protection))
        if (await options.covers.make(path)) covered.push(path);
      const covers = protection.covers.filter((path) => existsSync(path));
      const readOnly = [...protection.readOnly, ...covers].toSorted();
      keepWatch(grant, { ...protection, readOnly }, lookout, options);
      binds.push(...protection.pinned.map((path) => within(grant, path, true)));
      binds.push(...readOnly.map((path) => within(grant, path, false)));
    }
  } catch (error) {
    await release();
    throw error;
  }
  return { binds, release };
}

/** What is there may be the cover of another jail, which would take it away when it ends. */
function coverable({ covers, readOnly }: Protection): string[] {
  return [...covers, ...readOnly.filter((path) => whenAbsent(basename(path)) === "covered")];
}

/** For what no bind can keep from happening. */
function keepWatch(
  { source }: Grant,
  { readOnly, quarantined }: Protection,
  lookout: Lookout,
  { dataDir, onDidMove, onDidReplace }: JailGuardOptions,
): void {
  const quarantine = new Quarantine(join(dataDir, "quarantine"), onDidMove);
  lookout.add(new AbsentNames(quarantined, quarantine));
  lookout.add(new Replaced(readOnly, onDidReplace));
  if (!source.endsWith("/.git")) lookout.add(new StrayRepositories(source, readOnly, quarantine));
}

function within({ source, target }: Grant, path: string, write: boolean): Bind {
  return { source: path, target: target + path.slice(source.length), write };
}
