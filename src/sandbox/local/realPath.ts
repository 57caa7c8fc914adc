import { lstat, readlink } from "node:fs/promises";
import { dirname, join, resolve } from "node:path";

/** A path without symbolic links, and where the links were that had to be followed to find it. */
export interface RealPath {
  readonly path: string;
  readonly links: readonly string[];
}

/** As many as the kernel follows. */
const mostLinks = 40;

/** Rejects with the system's own error where there is nothing, or with ELOOP. */
export async function realPathOf(path: string): Promise<RealPath> {
  const links: string[] = [];
  let real = "/";
  const rest = resolve(path).split("/").filter(Boolean);
  for (let name = rest.shift(); name !== undefined; name = rest.shift()) {
    const next = join(real, name);
    if (!(await lstat(next)).isSymbolicLink()) {
      real = next;
      continue;
    }
    links.push(next);
    if (links.length > mostLinks) throw Object.assign(new Error("ELOOP"), { code: "ELOOP" });
    const target = resolve(dirname(next), await readlink(next));
    rest.unshift(...target.split("/").filter(Boolean));
    real = "/";
  }
  return { path: real, links };
}

/** Whether `path` is the folder or lies in it. Both without links and without `..`. */
export function isWithin(path: string, folder: string): boolean {
  return path === folder || path.startsWith(folder === "/" ? "/" : `${folder}/`);
}
