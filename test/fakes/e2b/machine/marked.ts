import { readdirSync, readFileSync, readlinkSync } from "node:fs";

interface Row {
  readonly pid: number;
  readonly parent: number;
  readonly marked: boolean;
}

/** Whether a view of the file system, by its name, has the mark in its mounts. */
type Views = Map<string, boolean>;

/**
 * Live processes that carry a mark in their environment, or see mounts with it in their path,
 * and all that they started. So those are found, too, that left their parent and their environment.
 */
export function marked(mark: string): number[] {
  const views: Views = new Map();
  const rows = readdirSync("/proc")
    .filter((name) => /^\d+$/.test(name))
    .flatMap((name) => row(Number(name), mark, views));
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
function row(pid: number, mark: string, views: Views): Row[] {
  const stat = attempt(() => readFileSync(`/proc/${pid}/stat`, "utf8"));
  const [state, parent] = stat.slice(stat.lastIndexOf(")") + 2).split(" ");
  if (!state || state === "Z" || state === "X") return [];
  const own =
    attempt(() => readFileSync(`/proc/${pid}/environ`, "latin1")).includes(mark) ||
    sees(pid, mark, views);
  return [{ pid, parent: Number(parent), marked: own }];
}

function sees(pid: number, mark: string, views: Views): boolean {
  const view = attempt(() => readlinkSync(`/proc/${pid}/ns/mnt`));
  const known = view === "" ? false : views.get(view);
  if (known !== undefined) return known;
  const has = attempt(() => readFileSync(`/proc/${pid}/mountinfo`, "utf8")).includes(mark);
  views.set(view, has);
  return has;
}

/** Nothing, where the process is gone or somebody else's. */
function attempt(read: () => string): string {
  try {
    return read();
  } catch {
    return "";
  }
}
