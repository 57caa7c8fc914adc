import { readdirSync, readFileSync } from "node:fs";

interface Row {
  readonly pid: number;
  readonly parent: number;
  readonly marked: boolean;
}

/** Live processes that carry a text in their environment, and all that they started. */
export function marked(mark: string): number[] {
  const rows = readdirSync("/proc")
    .filter((name) => /^\d+$/.test(name))
    .flatMap((name) => row(Number(name), mark));
  const found = new Set(rows.filter(({ marked: own }) => own).map(({ pid }) => pid));
  for (let before = -1; before !== found.size;) {
    before = found.size;
    for (const { pid, parent } of rows) if (found.has(parent)) found.add(pid);
  }
  return [...found];
}

/** Signals all of them, and again those that came meanwhile. */
export function signalMarked(mark: string, signal: "SIGSTOP" | "SIGCONT" | "SIGKILL"): void {
  const seen = new Set<number>();
  for (;;) {
    const fresh = marked(mark).filter((pid) => !seen.has(pid));
    if (fresh.length === 0) return;
    for (const pid of fresh) {
      seen.add(pid);
      signalOne(pid, signal);
    }
  }
}

export function signalOne(pid: number, signal: NodeJS.Signals): void {
  try {
    process.kill(pid, signal);
  } catch {
    // It is gone.
  }
}

/** A process that has ended and waits to be collected counts no more. */
function row(pid: number, mark: string): Row[] {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, "utf8");
    const [state, parent] = stat.slice(stat.lastIndexOf(")") + 2).split(" ");
    if (state === "Z" || state === "X") return [];
    return [{ pid, parent: Number(parent), marked: environ(pid).includes(mark) }];
  } catch {
    return [];
  }
}

function environ(pid: number): string {
  try {
    return readFileSync(`/proc/${pid}/environ`, "latin1");
  } catch {
    return "";
  }
}
