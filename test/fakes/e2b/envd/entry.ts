import { lstat, readlink, realpath, stat } from "node:fs/promises";
import { posix } from "node:path";
import type { Stats } from "node:fs";
import type { Root } from "../machine/root.ts";

const kinds = {
  file: "FILE_TYPE_FILE",
  folder: "FILE_TYPE_DIRECTORY",
  other: "FILE_TYPE_UNSPECIFIED",
} as const;

/** What the daemon tells of a file. A link has the type of what it leads to, and none if that is missing. */
export async function entryOf(root: Root, path: string): Promise<object> {
  const own = await lstat(root.outside(path));
  const link = own.isSymbolicLink();
  const target = link ? await stat(root.outside(path)).catch(() => undefined) : own;
  return {
    name: posix.basename(path),
    ...(target ? { type: kindOf(target) } : {}),
    path,
    ...(own.size > 0 ? { size: String(own.size) } : {}),
    mode: own.mode & 0o777,
    permissions: permissions(own),
    owner: "user",
    group: "user",
    modifiedTime: own.mtime.toISOString(),
    ...(link ? { symlinkTarget: await targetOf(root, path) } : {}),
  };
}

function kindOf(own: Stats): string {
  if (own.isFile()) return kinds.file;
  return own.isDirectory() ? kinds.folder : kinds.other;
}

async function targetOf(root: Root, path: string): Promise<string> {
  const real = await realpath(root.outside(path)).catch(() => readlink(root.outside(path)));
  return root.fromOutside(real) ?? real;
}

function permissions(own: Stats): string {
  const letters = "rwxrwxrwx".replaceAll(/./g, (letter, index: number) =>
    (own.mode >> (8 - index)) & 1 ? letter : "-",
  );
  if (own.isSymbolicLink()) return `L${letters}`;
  return `${own.isDirectory() ? "d" : "-"}${letters}`;
}
