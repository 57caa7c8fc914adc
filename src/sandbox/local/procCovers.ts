import { readdir, stat } from "node:fs/promises";

/**
 * Entries of the jail's `/proc` that have to be covered with nothing. What root alone may read obeys
 * the host's user numbers: a jail that root has started could read it, whatever number it has
 * inside. (The same goes for writing, so the whole of `/proc` is read-only in every jail.)
 */
export async function procCovers(isRoot: boolean): Promise<string[]> {
  if (!isRoot) return [];
  const names = (await readdir("/proc")).filter((name) => !/^\d/.test(name));
  const covered = await Promise.all(
    names.map(async (name) => {
      const stats = await stat(`/proc/${name}`).catch(() => undefined);
      const isForRoot = stats?.isFile() === true && (stats.mode & 0o044) === 0;
      return isForRoot ? [`/proc/${name}`] : [];
    }),
  );
  return covered.flat();
}
