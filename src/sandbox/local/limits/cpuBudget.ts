/** What may be used at once after a time of rest: a third of a second of every core. */
const creditMs = 300;
/** No pause is longer, so that nothing looks dead. The rest is paid by the next one. */
const longestPauseMs = 400;

/** Shorter ones are below what the kernel's own counting can tell. */
const shortestPauseMs = 10;

/** Keeps a tree to a number of cores on average, by pauses. */
export class CpuBudget {
  readonly #cpus: number;
  /** Processor time that was used too much; below zero it is credit. */
  #debtMs: number;

  constructor(cpus: number) {
    this.#cpus = cpus;
    this.#debtMs = -creditMs * cpus;
  }

  /** Given the processor time used in a stretch of time: how long the tree has to rest now. */
  charge(usedMs: number, elapsedMs: number): number {
    const allowedMs = this.#cpus * elapsedMs;
    this.#debtMs = Math.max(-creditMs * this.#cpus, this.#debtMs + usedMs - allowedMs);
    const pauseMs = this.#debtMs / this.#cpus;
    return pauseMs < shortestPauseMs ? 0 : Math.min(longestPauseMs, pauseMs);
  }
}
