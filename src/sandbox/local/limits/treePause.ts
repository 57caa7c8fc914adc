import { processTree } from "./processTable.ts";

/** A tree may fork while it is halted; by then what forked is halted, so this ends. */
const rounds = 10;

/** Halts a tree of processes and lets it go on. What was halted by somebody else stays so. */
export class TreePause {
  readonly #halted = new Set<number>();

  begin(roots: Iterable<number>): void {
    const all = [...roots];
    for (let round = 0; round < rounds; round++) {
      const rows = processTree(all).filter(
        ({ pid, state }) => state !== "T" && !this.#halted.has(pid),
      );
      if (rows.length === 0) return;
      for (const { pid } of rows) if (send(pid, "SIGSTOP")) this.#halted.add(pid);
    }
  }

  /** Whether anything was halted. */
  end(): boolean {
    const any = this.#halted.size > 0;
    for (const pid of this.#halted) send(pid, "SIGCONT");
    this.#halted.clear();
    return any;
  }
}

function send(pid: number, signal: NodeJS.Signals): boolean {
  try {
    return process.kill(pid, signal);
  } catch {
    return false;
  }
}
