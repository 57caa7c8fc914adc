import { Failure } from "../../base/failure.ts";

/** One after another, in the order in which they came. */
export class Turns {
  readonly #queue: (() => void)[] = [];
  #isTaken = false;

  get isTaken(): boolean {
    return this.#isTaken;
  }

  /** Settles with what ends the turn, once it has come. Rejects with `cancelled` when it is not wanted before. */
  async take(signal: AbortSignal): Promise<() => void> {
    if (signal.aborted) throw cancelled();
    if (this.#isTaken) await this.#wait(signal);
    this.#isTaken = true;
    let isOver = false;
    return () => {
      if (isOver) return;
      isOver = true;
      this.#isTaken = false;
      const next = this.#queue.shift();
      if (next === undefined) return;
      this.#isTaken = true; // nobody comes in between
      next();
    };
  }

  #wait(signal: AbortSignal): Promise<void> {
    return new Promise((resolve, reject) => {
      const go = (): void => {
        signal.removeEventListener("abort", leave);
        resolve();
      };
      const leave = (): void => {
        this.#queue.splice(this.#queue.indexOf(go), 1);
        reject(cancelled());
      };
      signal.addEventListener("abort", leave, { once: true });
      this.#queue.push(go);
    });
  }
}

const cancelled = (): Failure => new Failure("cancelled", "Cancelled.");
