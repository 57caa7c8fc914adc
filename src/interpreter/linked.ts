import { Failure } from "../base/failure.ts";

/**
 * A signal that aborts with the first of others, with a reason of our own, or when time is over.
 * It holds on to what it listens to until it is disposed of; `AbortSignal.any` may lose a timeout
 * to the garbage collector.
 */
export class Linked implements Disposable {
  readonly #controller = new AbortController();
  readonly #undo: (() => void)[] = [];
  readonly #timer: NodeJS.Timeout | undefined;

  constructor(others: readonly (AbortSignal | undefined)[], ms?: number) {
    for (const other of others) if (other !== undefined) this.#follow(other);
    const late = (): void => this.abort(new Failure("timeout", "Out of time."));
    this.#timer = ms === undefined ? undefined : setTimeout(late, ms);
  }

  get signal(): AbortSignal {
    return this.#controller.signal;
  }

  /** Why it was aborted; absent while it was not. */
  get reason(): Failure | undefined {
    const { aborted, reason } = this.#controller.signal as {
      readonly aborted: boolean;
      readonly reason: unknown;
    };
    if (!aborted) return undefined;
    return reason instanceof Failure ? reason : new Failure("cancelled", "Cancelled.");
  }

  abort(reason: Failure): void {
    this.#controller.abort(reason);
  }

  [Symbol.dispose](): void {
    clearTimeout(this.#timer);
    for (const undo of this.#undo) undo();
  }

  #follow(other: AbortSignal): void {
    const abort = (): void => this.#controller.abort(other.reason);
    if (other.aborted) return abort();
    other.addEventListener("abort", abort, { once: true });
    this.#undo.push(() => other.removeEventListener("abort", abort));
  }
}
