import { statusOf } from "./e2bFailure.ts";
import type { Times } from "./times.ts";

export interface LifetimeOptions {
  readonly times: Times;
  /** Puts the end off to so many milliseconds from now; gives the end that came of it. Epoch milliseconds. */
  readonly extend: (ms: number) => Promise<number>;
  /** Called shortly before an end that cannot be put off any further. */
  readonly onDidNearEnd: () => void;
  readonly onDidFail: (error: unknown) => void;
}

/** Keeps a microVM from ending while it is used, as far as the plan allows. */
export class Lifetime {
  readonly #options: LifetimeOptions;
  #timer: NodeJS.Timeout | undefined;
  #endsAt: number;
  #on = false;

  constructor(endsAt: number, options: LifetimeOptions) {
    this.#endsAt = endsAt;
    this.#options = options;
  }

  get endsAt(): number {
    return this.#endsAt;
  }

  /** A new stretch, after a resume. */
  begin(endsAt: number): void {
    this.#endsAt = endsAt;
    const { extendMs } = this.#options.times;
    if (this.#on) this.#wait(extendMs, () => void this.#extend());
  }

  start(): void {
    if (this.#on) return;
    this.#on = true;
    void this.#extend();
  }

  stop(): void {
    this.#on = false;
    clearTimeout(this.#timer);
  }

  async #extend(): Promise<void> {
    const { times, extend, onDidNearEnd, onDidFail } = this.#options;
    let pauseMs = times.extendMs;
    let isCapped = false;
    try {
      this.#endsAt = await extend(times.lifetimeMs);
      // An end that comes sooner than what was asked for is the plan's.
      isCapped = this.#endsAt < Date.now() + times.lifetimeMs * 0.9;
    } catch (error) {
      // Over the plan's cap is refused; then the end that is known stands.
      isCapped = statusOf(error) === 400;
      if (!isCapped) onDidFail(error);
      pauseMs = times.extendMs / 4;
    }
    if (!this.#on) return;
    const leftMs = Math.max(0, this.#endsAt - Date.now() - times.marginMs);
    if (isCapped) this.#wait(leftMs, onDidNearEnd);
    else this.#wait(pauseMs, () => void this.#extend());
  }

  #wait(ms: number, then: () => void): void {
    clearTimeout(this.#timer);
    this.#timer = setTimeout(then, ms);
    this.#timer.unref();
  }
}
