import { readdirSync, readFileSync } from "node:fs";

/** One process as `/proc` shows it. */
export interface ProcessRow {
  readonly pid: number;
  readonly parent: number;
  /** `R`unning, `S`leeping, s`T`opped, `Z`ombie … */
  readonly state: string;
  readonly threads: number;
  /** Processor time of it and of its children that have ended and been waited for. */
  readonly cpuMs: number;
  readonly residentBytes: number;
  /** In ticks since boot: tells a process from a later one with the same number. */
  readonly start: number;
}

/** The tick in which Linux tells times to programs, on every architecture that Node runs on. */
const tickMs = 10;
const pageBytes = pageSize();

/** The processes whose ancestors, or themselves, are among the roots. Zombies are not counted. */
export function processTree(roots: Iterable<number>): ProcessRow[] {
  const children = childLists ? fromChildLists(roots) : fromParents(roots);
  return children.filter(({ state }) => state !== "Z" && state !== "X");
}

/** When a process was started; undefined when it is gone. */
export function startOf(pid: number): number | undefined {
  return readRow(pid)?.start;
}

/** Some kernels are built without the lists of children; then all processes have to be looked at. */
const childLists = read(`/proc/self/task/${process.pid}/children`) !== undefined;

function fromChildLists(roots: Iterable<number>): ProcessRow[] {
  const found = new Map<number, ProcessRow>();
  const open = [...roots];
  for (let pid = open.pop(); pid !== undefined; pid = open.pop()) {
    const row = found.has(pid) ? undefined : readRow(pid);
    if (row === undefined) continue;
    found.set(pid, row);
    for (const task of list(`/proc/${pid}/task`)) {
      const children = read(`/proc/${pid}/task/${task}/children`) ?? "";
      open.push(...children.split(" ").filter(Boolean).map(Number));
    }
  }
  return [...found.values()];
}

function fromParents(roots: Iterable<number>): ProcessRow[] {
  const byParent = new Map<number, ProcessRow[]>();
  const all = new Map<number, ProcessRow>();
  for (const name of list("/proc")) {
    const row = /^\d+$/.test(name) ? readRow(Number(name)) : undefined;
    if (row === undefined) continue;
    all.set(row.pid, row);
    byParent.set(row.parent, [...(byParent.get(row.parent) ?? []), row]);
  }
  const found = [...roots].flatMap((root) => all.get(root) ?? []);
  for (const row of found) found.push(...(byParent.get(row.pid) ?? []));
  return found;
}

function readRow(pid: number): ProcessRow | undefined {
  const text = read(`/proc/${pid}/stat`);
  return text === undefined ? undefined : parseStat(text);
}

/** One `/proc/PID/stat` line. The name in parentheses may hold anything, also parentheses and spaces. */
export function parseStat(text: string): ProcessRow {
  const fields = text.slice(text.lastIndexOf(")") + 2).split(" ");
  const field = (number: number): number => Number(fields[number - 3]);
  return {
    pid: Number.parseInt(text, 10),
    parent: field(4),
    state: fields[0] ?? "",
    threads: field(20),
    cpuMs: (field(14) + field(15) + field(16) + field(17)) * tickMs,
    residentBytes: field(24) * pageBytes,
    start: field(22),
  };
}

/** The auxiliary vector is a list of pairs of words; the sixth kind is the page size. */
function pageSize(): number {
  try {
    const vector = readFileSync("/proc/self/auxv");
    for (let at = 0; at + 16 <= vector.length; at += 16)
      if (vector.readBigUInt64LE(at) === 6n) return Number(vector.readBigUInt64LE(at + 8));
  } catch {
    // No Linux; nothing is read here then.
  }
  return 4096;
}

function read(path: string): string | undefined {
  try {
    return readFileSync(path, "latin1");
  } catch {
    return undefined;
  }
}

function list(path: string): string[] {
  try {
    return readdirSync(path);
  } catch {
    return [];
  }
}
