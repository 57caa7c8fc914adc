import { existsSync } from "node:fs";
import { join } from "node:path";
import type { Bind } from "./arguments.ts";
import type { Covers } from "./covers.ts";
import type { Grant } from "./grants.ts";
import { protectionOf } from "./protect.ts";
import { type Moved, Quarantine } from "./quarantine.ts";

export interface GuardOptions {
  readonly dataDir: string;
  readonly covers: Covers;
  readonly onDidMove: (moved: Moved) => void;
}

/** The granted folders as one jail gets them, with what must not be changed kept from change. */
export interface Guard {
  readonly binds: readonly Bind[];
  /** Ends the protection; to be called when every program of the jail is gone, once. */
  release(): Promise<void>;
}

/** Rejects with `config` where a folder cannot be protected. */
export async function guard(grants: readonly Grant[], options: GuardOptions): Promise<Guard> {
  const covered: string[] = [];
  const quarantines: Quarantine[] = [];
  const release = async (): Promise<void> => {
    for (const quarantine of quarantines) await quarantine.check();
    for (const quarantine of quarantines) quarantine.dispose();
    for (const path of covered) await options.covers.remove(path);
  };
  const binds: Bind[] = [];
  try {
    for (const grant of grants) {
      binds.push(bindOf(grant));
      if (!grant.write || !grant.isFolder) continue;
      const protection = await protectionOf(grant.source);
      for (const path of protection.covers) if (await options.covers.make(path)) covered.push(path);
      const folder = join(options.dataDir, "quarantine");
      quarantines.push(new Quarantine(folder, protection.quarantined, options.onDidMove));
      const covers = protection.covers.filter((path) => existsSync(path));
      const readOnly = [...protection.readOnly, ...covers].toSorted();
      binds.push(...protection.pinned.map((path) => within(grant, path, true)));
      binds.push(...readOnly.map((path) => within(grant, path, false)));
    }
  } catch (error) {
    await release();
    throw error;
  }
  return { binds, release };
}

function bindOf({ source, target, write }: Grant): Bind {
  return { source, target, write };
}

function within({ source, target }: Grant, path: string, write: boolean): Bind {
  return { source: path, target: target + path.slice(source.length), write };
}
