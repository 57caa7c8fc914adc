/** How long to wait before each attempt in a row, and how many there are. */
export interface Backoff {
  readonly firstMs: number;
  readonly maxMs: number;
  readonly attempts: number;
  /** A server that ran this long is healthy: the next crash counts as the first. */
  readonly healthyMs: number;
}

/** 1, 2, 4, 8, 16 seconds, then no more. */
export const defaultBackoff: Backoff = {
  firstMs: 1000,
  maxMs: 60_000,
  attempts: 5,
  healthyMs: 60_000,
};

/** The wait before the next attempt, or undefined when there have been enough. */
export function nextDelayMs(backoff: Backoff, attemptsMade: number): number | undefined {
  if (attemptsMade >= backoff.attempts) return undefined;
  return Math.min(backoff.maxMs, backoff.firstMs * 2 ** attemptsMade);
}
