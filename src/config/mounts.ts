import { stat } from "node:fs/promises";
import { posix } from "node:path";
import type { Mount } from "../sandbox/sandbox.ts";
import type { Resolver } from "./resolver.ts";
import type { MountEntry } from "./serverEntry.ts";

/** Mounts with absolute paths on both sides. One whose source is not there is a problem. */
export async function resolveMounts(
  entries: readonly MountEntry[],
  resolver: Resolver,
): Promise<Mount[]> {
  const mounts: Mount[] = [];
  for (const [index, entry] of entries.entries()) {
    const path = (key: string) => resolver.path("sandbox", "mounts", index, key);
    const source = await resolver.hostPath(entry.source, path("source"));
    const target =
      entry.target === undefined ? source : await resolver.text(entry.target, path("target"));
    if (!(await exists(source))) resolver.report(path("source"), `${source} does not exist.`);
    if (!target.startsWith("/"))
      resolver.report(path("target"), `${target} is not an absolute path.`);
    mounts.push({ source, target: posix.resolve("/", target), write: entry.write ?? false });
  }
  return mounts;
}

async function exists(path: string): Promise<boolean> {
  return stat(path).then(
    () => true,
    () => false,
  );
}
