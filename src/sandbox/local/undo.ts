/** Steps to be taken back in the opposite order, once. */
export class Undo {
  readonly #steps: (() => Promise<void>)[] = [];
  #done: Promise<void> | undefined;

  /** Must not reject. */
  add(step: () => Promise<void>): void {
    this.#steps.unshift(step);
  }

  /** Settles when all is taken back, also for whoever calls it again. */
  run(): Promise<void> {
    this.#done ??= this.#run();
    return this.#done;
  }

  async #run(): Promise<void> {
    for (const step of this.#steps) await step();
  }
}
