/** How long a kernel waits for what. */
export interface KernelTimes {
  /** From its start until code can run in it. */
  readonly startMs: number;
  /** From an interrupt until what does not stop is killed. */
  readonly graceMs: number;
}

/** A first start may read Python from a slow disk; an interrupted program may have things to put away. */
export const defaultTimes: KernelTimes = { startMs: 60_000, graceMs: 10_000 };
