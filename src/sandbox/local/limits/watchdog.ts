import { availableParallelism } from "node:os";
import { performance } from "node:perf_hooks";
import type { Limits } from "../../sandbox.ts";
import { CpuBudget } from "./cpuBudget.ts";
import { jailTasks, memoryExceeded, processesExceeded } from "./enforcer.ts";
import type { Exceeded, Held } from "./enforcer.ts";
import { MemoryUse } from "./memoryUse.ts";
import { processTree } from "./processTable.ts";
import type { ProcessRow } from "./processTable.ts";
import { TreePause } from "./treePause.ts";

/** How often a tree is looked at that does little, and one that is busy. */
const quietMs = 250;
const busyMs = 100;

/**
 * Holds by looking what the kernel does not hold here: ends a tree that has too much memory or too
 * many processes, and lets one rest that uses more than its processor time.
 */
export class Watchdog {
  readonly #limits: Limits;
  readonly #watches: ReadonlySet<Held>;
  readonly #roots = new Set<number>();
  readonly #memory: MemoryUse;
  readonly #budget: CpuBudget;
  readonly #pause = new TreePause();
  /** What the tree was ended for. */
  #exceeded: Exceeded | undefined;
  /** What it has come up against. */
  #refused: Exceeded | undefined;
  #timer: NodeJS.Timeout | undefined;
  #look: Promise<void> = Promise.resolve();
  #closed = false;
  #last: { readonly atMs: number; readonly cpuMs: number } | undefined;

  constructor(limits: Limits, watches: ReadonlySet<Held>) {
    this.#limits = limits;
    this.#watches = watches;
    this.#memory = new MemoryUse(limits.memoryMB * 2 ** 20);
    this.#budget = new CpuBudget(limits.cpus);
  }

  watch(pid: number): void {
    this.#roots.add(pid);
    if (this.#timer === undefined && this.#watches.size > 0) this.#after(busyMs);
  }

  get exceeded(): Exceeded | undefined {
    return this.#exceeded ?? this.#refused;
  }

  /** Nothing that was made to rest is left resting. */
  async close(): Promise<void> {
    this.#closed = true;
    clearTimeout(this.#timer);
    await this.#look;
    this.#pause.end();
  }

  #after(ms: number): void {
    if (this.#closed) return;
    this.#timer = setTimeout(() => void (this.#look = this.#tick()), ms);
    this.#timer.unref();
  }

  async #tick(): Promise<void> {
    const rested = this.#pause.end();
    const rows = processTree(this.#roots);
    if (rows.length === 0) return this.#rest();
    const over = await this.#over(rows);
    if (over !== undefined) {
      this.#exceeded ??= over;
      endTree(this.#roots);
      return this.#after(quietMs);
    }
    const { pauseMs, busy } = this.#charge(rows);
    if (pauseMs > 0 && !this.#closed) this.#pause.begin(this.#roots);
    this.#after(pauseMs > 0 ? pauseMs : busy || rested ? busyMs : quietMs);
  }

  /** The tree is gone; another may be watched later. */
  #rest(): void {
    this.#roots.clear();
    this.#timer = undefined;
    this.#last = undefined;
  }

  async #over(rows: readonly ProcessRow[]): Promise<Exceeded | undefined> {
    const tasks = rows.reduce((total, row) => total + row.threads, 0);
    if (this.#watches.has("processes") && tasks >= this.#limits.maxProcesses) {
      // Where the kernel counts inside the jail it refuses more, and the tree stays as it is.
      this.#refused ??= processesExceeded(this.#limits);
      if (tasks > this.#limits.maxProcesses + jailTasks) return this.#refused;
    }
    if (this.#watches.has("memory") && (await this.#memory.isOver(rows)))
      return memoryExceeded(this.#limits);
    return undefined;
  }

  #charge(rows: readonly ProcessRow[]): { pauseMs: number; busy: boolean } {
    const now = {
      atMs: performance.now(),
      cpuMs: rows.reduce((total, row) => total + row.cpuMs, 0),
    };
    const last = this.#last ?? { atMs: now.atMs, cpuMs: 0 };
    this.#last = now;
    const elapsedMs = now.atMs - last.atMs;
    const usedMs = Math.max(0, now.cpuMs - last.cpuMs);
    const limited = this.#watches.has("cpu") && this.#limits.cpus < availableParallelism();
    return {
      pauseMs: limited ? this.#budget.charge(usedMs, elapsedMs) : 0,
      busy: usedMs > elapsedMs / 2,
    };
  }
}

/** Halts first, so that nothing forks meanwhile, and then ends all. */
function endTree(roots: Iterable<number>): void {
  const pause = new TreePause();
  pause.begin(roots);
  for (const { pid } of processTree(roots)) {
    try {
      process.kill(pid, "SIGKILL");
    } catch {
      // Gone by itself.
    }
  }
}
