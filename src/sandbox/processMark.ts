import { readFileSync } from "node:fs";

/** Names a process so that a later one with the same number is told from it, e.g. `4711 90210`. */
export function processMark(pid: number): string {
  return `${pid} ${startTimeOf(pid)}`;
}

/** Whether the process that was marked so, at the beginning of a text, is still there. */
export function isAlive(mark: string): boolean {
  const [pid = "", startTime = ""] = mark.split(" ");
  if (!/^\d+$/.test(pid)) return false;
  try {
    process.kill(Number(pid), 0);
  } catch (error) {
    // Somebody else's process: there, but not ours to signal.
    return error instanceof Error && "code" in error && error.code === "EPERM";
  }
  return startTime === startTimeOf(Number(pid));
}

/** Always `-` where there is no /proc. */
function startTimeOf(pid: number): string {
  try {
    const line = readFileSync(`/proc/${pid}/stat`, "latin1");
    // The name in parentheses may hold spaces.
    return line.slice(line.lastIndexOf(")") + 2).split(" ")[19] ?? "-";
  } catch {
    return "-";
  }
}
