import type { Progress } from "../../mcp/server.ts";
import type { Transferred } from "../../sandbox/folders/transfer.ts";
import { bytes } from "../results/bytes.ts";
import { count } from "./count.ts";

/** How much was moved, up to the verb: `12 files (3.4 MB) were`. */
export function movedWords(moved: Transferred): string {
  if (moved.files === 0) return "No files were";
  const size = bytes(moved.bytes);
  return `${count(moved.files, "file")} (${size}) ${moved.files === 1 ? "was" : "were"}`;
}

/** How far a move is, in words and, where its size is known, as a part of the whole. */
export function moveProgress({ files, bytes: done, totalBytes }: Transferred): Progress {
  const whole = totalBytes === undefined ? "" : ` of ${bytes(totalBytes)}`;
  return {
    progress: done,
    ...(totalBytes === undefined ? {} : { total: totalBytes }),
    message: `${count(files, "file")}, ${bytes(done)}${whole}`,
  };
}

const mostLines = 5;

/** What was left out of a move, line by line, the first few of them. */
export function leftOutWords(lines: readonly string[]): string {
  const more = lines.length - mostLines;
  const rest = more > 0 ? ` … and ${more} more.` : "";
  return `${lines.slice(0, mostLines).join(" ")}${rest}`;
}
