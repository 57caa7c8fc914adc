import { Failure } from "../base/failure.ts";
import { abortable } from "./abortable.ts";

/** A start under way that any number of callers wait for. It ends early when the last one leaves. */
export class SharedStart<T> {
  /** Settles when the start is over, one way or the other. Never rejects. */
  readonly settled: Promise<void>;
  readonly #controller = new AbortController();
  readonly #outcome: Promise<T>;
  #waiting = 0;

  /** `begin` must stop soon after its signal fires, and leave nothing behind then. */
  constructor(begin: (signal: AbortSignal) => Promise<T>) {
    // Not in this turn: whoever hears of the start and asks for it must find it under way.
    this.#outcome = Promise.resolve(this.#controller.signal).then(begin);
    this.settled = this.#outcome.then(
      () => {},
      () => {},
    );
  }

  get aborted(): boolean {
    return this.#controller.signal.aborted;
  }

  /** Waits with the others. A signal takes this caller alone out, and settles when it is out. */
  async join(signal?: AbortSignal): Promise<T> {
    this.#waiting += 1;
    try {
      return await abortable(this.#outcome, signal);
    } catch (error) {
      this.#waiting -= 1;
      if (signal?.aborted === true && this.#waiting === 0) {
        this.abort(new Failure("cancelled", "Nobody waits for it any more."));
        await this.settled;
      }
      throw error;
    }
  }

  abort(reason: Failure): void {
    this.#controller.abort(reason);
  }
}
