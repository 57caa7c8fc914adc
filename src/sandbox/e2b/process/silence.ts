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
  /** Since when something has been waited for. */
  #since: number | undefined;
  #timer: NodeJS.Timeout | undefined;

  constructor(options: SilenceOptions) {
    this.#options = options;
  }

  /** Something was sent. */
  sent(): void {
    this.#since ??= performance.now();
    this.#timer ??= setTimeout(() => this.#look(), this.#options.quietMs);
  }

  /** Something was heard. The timer goes on: it would be made anew at every call. */
  broken(): void {
    this.#since = undefined;
  }

  /** Nothing need be heard any more. */
  end(): void {
    this.broken();
    clearTimeout(this.#timer);
    this.#timer = undefined;
  }

  #look(): void {
    this.#timer = undefined;
    if (this.#since === undefined) return;
    const leftMs = this.#since + this.#options.quietMs - performance.now();
    if (leftMs <= 0) void this.#ask();
    else this.#timer = setTimeout(() => this.#look(), leftMs);
  }

  async #ask(): Promise<void> {
    const since = this.#since;
    await this.#options.ask();
    if (this.#since !== since) return;
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => {
      this.#timer = undefined;
      if (this.#since !== since) return;
      this.#since = undefined;
      this.#options.onDead();
    }, this.#options.answerMs);
  }
}
