/** How long things may take and last. Tests make them short. */
export interface Times {
  /** A microVM lives on for this long after the last sign of ours. */
  readonly lifetimeMs: number;
  /** How often it is put off while it is used. */
  readonly extendMs: number;
  /** How long it stays warm when nobody uses it any more. */
  readonly warmMs: number;
  /** How long before the plan's cap it is paused and resumed, which begins a new stretch. */
  readonly marginMs: number;
  /** How long it is tried to find out what became of it. */
  readonly recoverMs: number;
  /** How long the pause is before a call without an answer is tried again; twice that the next time. */
  readonly retryMs: number;
}

export const defaultTimes: Times = {
  lifetimeMs: 300_000,
  extendMs: 100_000,
  warmMs: 60_000,
  marginMs: 20_000,
  recoverMs: 30_000,
  retryMs: 500,
};
