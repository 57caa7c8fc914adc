import type { Context } from "./context.ts";

/** Stops contexts that nobody has used for a while. */
export class IdleStop implements Disposable {
  readonly #ms: number | undefined;
  readonly #timers = new Map<Context, NodeJS.Timeout>();

  /** @param ms how long one may idle; for ever when absent. */
  constructor(ms: number | undefined) {
    this.#ms = ms;
  }

  /** Takes note of a change: only what idles is waited for. */
  saw(context: Context): void {
    clearTimeout(this.#timers.get(context));
    this.#timers.delete(context);
    const { kind } = context.state;
    if (this.#ms === undefined || (kind !== "idle" && kind !== "failed")) return;
    const timer = setTimeout(() => void context[Symbol.asyncDispose](), this.#ms);
    timer.unref();
    this.#timers.set(context, timer);
  }

  [Symbol.dispose](): void {
    for (const timer of this.#timers.values()) clearTimeout(timer);
    this.#timers.clear();
  }
}
