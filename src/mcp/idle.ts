const longestMs = 2 ** 31 - 1;

/** Tells once when nothing has happened for a time. */
export class Idle {
  readonly #tell: () => void;
  #timer: NodeJS.Timeout | undefined;

  constructor(tell: () => void) {
    this.#tell = tell;
  }

  /** Begins to wait, anew if it waits already. Zero or less means for ever. */
  wait(ms: number): void {
    this.end();
    if (ms <= 0 || ms > longestMs) return;
    this.#timer = setTimeout(this.#tell, ms);
    this.#timer.unref();
  }

  end(): void {
    clearTimeout(this.#timer);
    this.#timer = undefined;
  }
}
