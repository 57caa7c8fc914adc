import { type Backoff, nextDelayMs } from "./backoff.ts";

/** The restarts after crashes of one server: how many there were, and the one to come. */
export class Restarts {
  readonly #backoff: Backoff;
  readonly #restart: () => void;
  #made = 0;
  #timer: NodeJS.Timeout | undefined;

  constructor(backoff: Backoff, restart: () => void) {
    this.#backoff = backoff;
    this.#restart = restart;
  }

  /** Plans the next restart and says when, in epoch milliseconds; undefined when there were enough. */
  plan(ranMs: number): number | undefined {
    this.cancel();
    if (ranMs >= this.#backoff.healthyMs) this.#made = 0;
    const delayMs = nextDelayMs(this.#backoff, this.#made);
    if (delayMs === undefined) return undefined;
    this.#made += 1;
    this.#timer = setTimeout(this.#restart, delayMs);
    this.#timer.unref();
    return Date.now() + delayMs;
  }

  /** Drops the restart that was planned. */
  cancel(): void {
    clearTimeout(this.#timer);
    this.#timer = undefined;
  }

  /** Somebody asked for the server: the count begins anew. */
  forget(): void {
    this.cancel();
    this.#made = 0;
  }
}
