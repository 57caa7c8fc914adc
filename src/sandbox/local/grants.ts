import { lstat } from "node:fs/promises";
import { Failure } from "../../base/failure.ts";
import type { Mount } from "../sandbox.ts";
import { type GrantRules, refuseSource, refuseTarget } from "./grantRules.ts";
import { isWithin, type RealPath, realPathOf } from "./realPath.ts";

/** A mount that was looked at: its source holds no link, its target no surprise. */
export interface Grant {
  readonly source: string;
  readonly target: string;
  readonly write: boolean;
  readonly isFolder: boolean;
}

/** Grants in the order in which they have to be bound. Rejects with `config`. */
export async function grantsOf(mounts: readonly Mount[], rules: GrantRules): Promise<Grant[]> {
  const found = await Promise.all(
    mounts.map(async (mount) => ({ mount, real: await realSource(mount.source) })),
  );
  const writable = found.filter(({ mount }) => mount.write).map(({ real }) => real.path);
  for (const { mount, real } of found) await checkLinks(mount, real, writable, rules);
  await rules.writeGrants.add(writable);
  const grants = await Promise.all(found.map(({ mount, real }) => grantOf(mount, real, rules)));
  grants.sort((a, b) => a.target.length - b.target.length);
  for (const [index, grant] of grants.entries()) await checkPlace(grant, grants.slice(0, index));
  return grants;
}

async function grantOf(mount: Mount, real: RealPath, rules: GrantRules): Promise<Grant> {
  const stats = await lstat(real.path);
  const grant = { source: real.path, write: mount.write, isFolder: stats.isDirectory() };
  refuseSource(grant, rules);
  const target = refuseTarget(mount.target);
  if (stats.isDirectory() || stats.isFile()) return { ...grant, target };
  throw new Failure("config", `${real.path} is neither a folder nor a file.`, {
    remedy: "Sockets and devices cannot be granted to a sandbox.",
  });
}

async function realSource(source: string): Promise<RealPath> {
  if (!source.startsWith("/"))
    throw new Failure("config", `The mount's source "${source}" is not an absolute path.`);
  try {
    return await realPathOf(source);
  } catch (cause) {
    throw new Failure("config", `The mount's source ${source} cannot be found.`, {
      cause,
      remedy: "Create it, or take the mount out of the server's settings.",
    });
  }
}

/** Follows links that only somebody outside of every jail can have made. */
async function checkLinks(
  { source }: Mount,
  { path, links }: RealPath,
  writable: readonly string[],
  rules: GrantRules,
): Promise<void> {
  for (const link of links) {
    const holder =
      writable.find((folder) => isWithin(link, folder)) ?? (await rules.writeGrants.holding(link));
    if (holder === undefined) continue;
    throw new Failure("config", `${link} is a symbolic link, and leads to ${path}.`, {
      remedy:
        `Programs in a sandbox may write to ${holder} and can have made the link. ` +
        `If ${path} is what you mean to grant, write that as the mount's source.`,
    });
  }
  if (links.length > 0) rules.onDidSay(`${source} leads to ${path}, which is granted.`);
}

/** A place inside another grant must be there already: to make it would leave it in the user's folder. */
async function checkPlace(grant: Grant, outer: readonly Grant[]): Promise<void> {
  const holder = outer.findLast(({ target }) => isWithin(grant.target, target));
  if (holder === undefined) return;
  const place = holder.source + grant.target.slice(holder.target.length);
  const real = await realPathOf(place).catch(() => undefined);
  if (grant.target !== holder.target && real?.path === place) return;
  throw new Failure(
    "config",
    grant.target === holder.target
      ? `${holder.source} and ${grant.source} have the same target ${grant.target}.`
      : `${grant.target} lies in ${holder.target}, where there is nothing of that name.`,
    { remedy: "Give the mount a target of its own." },
  );
}
