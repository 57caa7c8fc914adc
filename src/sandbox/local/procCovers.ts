import { readdir, stat } from "node:fs/promises";

/** What has to be put over entries of the jail's `/proc`: read-only as they are, or empty. */
export interface ProcCovers {
  readonly readOnly: readonly string[];
  readonly empty: readonly string[];
}

/** Folders in which there may be files that anybody can write to. */
const openToAll: ReadonlySet<string> = new Set(["/proc/pressure", "/proc/sys"]);

/**
 * Kernel settings below `/proc` obey the host's user numbers: a jail that root has started could
 * write and read them, whatever number it has inside. bubblewrap's own covers leave these open.
 */
export async function procCovers(isRoot: boolean): Promise<ProcCovers> {
  const names = (await readdir("/proc")).filter(
    (name) => !/^(\d|self$|thread-self$|net$|mounts$)/.test(name),
  );
  const entries = await Promise.all(
    names.map(async (name) => {
      const path = `/proc/${name}`;
      return { path, stats: await stat(path).catch(() => undefined) };
    }),
  );
  const writable = isRoot ? 0o222 : 0o002;
  const readOnly: string[] = [];
  const empty: string[] = [];
  for (const { path, stats } of entries) {
    if (stats === undefined) continue;
    if (stats.isDirectory() ? isRoot || openToAll.has(path) : (stats.mode & writable) !== 0)
      readOnly.push(path);
    else if (isRoot && (stats.mode & 0o044) === 0) empty.push(path);
  }
  return { readOnly, empty };
}
