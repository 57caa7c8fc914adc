import { access, readFile } from "node:fs/promises";
import { setTimeout as wait } from "node:timers/promises";

/** The processes of one jail as the host sees them, known by the first. When that is gone, all are. */
export class Namespace {
  readonly #first: number;
  readonly #startedAt: Promise<string | undefined>;

  constructor(first: number) {
    this.#first = first;
    this.#startedAt = stateOf(first).then((state) => state?.startedAt);
  }

  /** Whether the program has taken the place of bubblewrap. Always where the system does not tell. */
  async isRunning(): Promise<boolean> {
    const program = await this.#program();
    if (program !== undefined) return !/^Name:\tbwrap$/m.test(program.status);
    return (await this.#isAlive()) && !(await exists(this.#children));
  }

  /** Sends SIGTERM to the program; to all of the jail where the system does not tell which it is. */
  async askToEnd(): Promise<void> {
    const program = await this.#program();
    if (program !== undefined) send(program.pid);
    else if ((await this.#isAlive()) && !(await exists(this.#children))) send(-this.#first);
  }

  /** Settles when every process is gone, or after a time in which SIGKILL must have ended any. */
  async gone(longestMs = 30_000): Promise<void> {
    const until = Date.now() + longestMs;
    for (let pauseMs = 1; Date.now() < until; pauseMs = Math.min(pauseMs * 2, 50)) {
      if (!(await this.#isAlive())) return;
      await wait(pauseMs);
    }
  }

  /** A first process that only waits to be collected has seen all the others off. */
  async #isAlive(): Promise<boolean> {
    const state = await stateOf(this.#first);
    if (state === undefined || /[ZX]/.test(state.letter)) return false;
    return state.startedAt === (await this.#startedAt);
  }

  get #children(): string {
    return `/proc/${this.#first}/task/${this.#first}/children`;
  }

  /** The second process of the namespace; others can become children of the first one later. */
  async #program(): Promise<{ pid: number; status: string } | undefined> {
    const children = await readFile(this.#children, "latin1").catch(() => "");
    for (const child of children.split(" ").filter(Boolean)) {
      const status = await readFile(`/proc/${child}/status`, "latin1").catch(() => "");
      if (/^NSpid:.*\t2$/m.test(status)) return { pid: Number(child), status };
    }
    return undefined;
  }
}

async function stateOf(pid: number): Promise<{ letter: string; startedAt: string } | undefined> {
  const stat = await readFile(`/proc/${pid}/stat`, "latin1").catch(() => undefined);
  if (stat === undefined) return undefined;
  // The name in parentheses may hold anything, also parentheses.
  const fields = stat.slice(stat.lastIndexOf(")") + 2).split(" ");
  return { letter: fields[0] ?? "", startedAt: fields[19] ?? "" };
}

async function exists(path: string): Promise<boolean> {
  return access(path).then(
    () => true,
    () => false,
  );
}

function send(pid: number): void {
  try {
    process.kill(pid, "SIGTERM");
  } catch {
    // It is gone.
  }
}
