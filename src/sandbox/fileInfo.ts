import { posix } from "node:path";
import type { FileInfo } from "./files.ts";

const folderType = 0x4000;
const linkType = 0xa000;

/**
 * What `stat` has printed, each description behind the mark.
 * @param pathOf the absolute path of what was printed as this name.
 */
export function described(
  output: string,
  mark: string,
  pathOf: (name: string) => string,
): FileInfo[] {
  const infos = new Map<string, FileInfo>();
  for (const text of output.split(mark)) {
    const [, about, mode = "", size, time, name = ""] = pattern.exec(text) ?? [];
    const path = pathOf(name);
    const known = infos.get(path);
    const type = Number.parseInt(mode, 16) & 0xf000;
    if (about === "t" && known !== undefined)
      infos.set(path, { ...known, target: type === folderType ? "folder" : "file" });
    if (about !== "f") continue;
    const kind = kindOf(type);
    infos.set(path, {
      ...{ name: posix.basename(path), path, kind },
      size: kind === "folder" ? 0 : Number(size),
      modifiedAt: Math.round(Number(time) * 1000),
    });
  }
  return [...infos.values()];
}

/** About what, mode, size, seconds, name. */
const pattern = /^([ft])([0-9a-f]+) (\d+) (-?[\d.]+) ([^]*)\n$/;

/** What is neither a folder nor a link is shown as a file, though not each can be read. */
function kindOf(type: number): FileInfo["kind"] {
  if (type === folderType) return "folder";
  return type === linkType ? "link" : "file";
}
