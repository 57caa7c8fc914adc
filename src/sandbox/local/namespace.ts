import { existsSync, readFileSync } from "node:fs";
import { setTimeout as wait } from "node:timers/promises";

/**
 * The processes of one jail as the host sees them, known by the first. When that is gone, all are.
 * Reads `/proc` without promises: it is memory, and a trip through the thread pool costs tenfold.
 */
export class Namespace {
  readonly #first: number;
  readonly #startedAt: string | undefined;

  /** To be made while the process is known to be there: its number may be used again. */
  constructor(first: number) {
    this.#first = first;
    this.#startedAt = stateOf(first)?.startedAt;
  }

  /** Whether the program has taken the place of bubblewrap. Always where the system does not tell. */
  isRunning(): boolean {
    const program = this.#program();
    if (program !== undefined) return !/^Name:\tbwrap$/m.test(program.status);
    return this.#isAlive() && !existsSync(this.#children);
  }

  /** Sends SIGTERM to the program; to all of the jail where the system does not tell which it is. */
  askToEnd(): void {
    const program = this.#program();
    if (program !== undefined) send(program.pid);
    else if (this.#isAlive() && !existsSync(this.#children)) send(-this.#first);
  }

  /** Settles when every process is gone, or after a time in which SIGKILL must have ended any. */
  async gone(longestMs = 30_000): Promise<void> {
    const until = Date.now() + longestMs;
    for (let pauseMs = 1; this.#isAlive() && Date.now() < until; pauseMs *= 2)
      await wait(Math.min(pauseMs, 50));
  }

  /** A first process that only waits to be collected has seen all the others off. */
  #isAlive(): boolean {
    const state = stateOf(this.#first);
    if (state === undefined || /[ZX]/.test(state.letter)) return false;
    return state.startedAt === this.#startedAt;
  }

  get #children(): string {
    return `/proc/${this.#first}/task/${this.#first}/children`;
  }

  /** The second process of the namespace; others can become children of the first one later. */
  #program(): { readonly pid: number; readonly status: string } | undefined {
    const children = read(this.#children) ?? "";
    for (const child of children.split(" ").filter(Boolean)) {
      const status = read(`/proc/${child}/status`) ?? "";
      if (/^NSpid:.*\t2$/m.test(status)) return { pid: Number(child), status };
    }
    return undefined;
  }
}

function stateOf(pid: number): { letter: string; startedAt: string } | undefined {
  const stat = read(`/proc/${pid}/stat`);
  if (stat === undefined) return undefined;
  // The name in parentheses may hold anything, also parentheses.
  const fields = stat.slice(stat.lastIndexOf(")") + 2).split(" ");
  return { letter: fields[0] ?? "", startedAt: fields[19] ?? "" };
}

function read(path: string): string | undefined {
  try {
    return readFileSync(path, "latin1");
  } catch {
    return undefined;
  }
}

function send(pid: number): void {
  try {
    process.kill(pid, "SIGTERM");
  } catch {
    // It is gone.
  }
}
