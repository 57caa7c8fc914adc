export interface SilenceOptions {
  /** How long nothing may be heard before the other side is asked. */
  readonly quietMs: number;
  /** How long the answer may take. */
  readonly answerMs: number;
  /** Must not reject. */
  readonly ask: () => Promise<void>;
  readonly onDead: () => void;
}

/**
 * Notices a stream that is dead without having been cut, as after this computer has slept: nothing
 * was heard for long although something was sent, and a question gets no answer either.
 */
export class Silence {
  readonly #options: SilenceOptions;
  #timer: NodeJS.Timeout | undefined;

  constructor(options: SilenceOptions) {
    this.#options = options;
  }

  /** Something was sent. */
  sent(): void {
    this.#timer ??= setTimeout(() => void this.#ask(), this.#options.quietMs);
  }

  /** Something was heard, or need not be heard any more. */
  broken(): void {
    clearTimeout(this.#timer);
    this.#timer = undefined;
  }

  async #ask(): Promise<void> {
    const asked = this.#timer;
    await this.#options.ask();
    if (this.#timer !== asked) return;
    this.#timer = setTimeout(() => {
      this.#timer = undefined;
      this.#options.onDead();
    }, this.#options.answerMs);
  }
}
