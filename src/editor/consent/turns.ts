/** Lets one after another do what only one can do at a time. */
export class Turns {
  #last: Promise<unknown> = Promise.resolve();

  /** Does the work when all before it are through. */
  async take<T>(work: () => Promise<T>): Promise<T> {
    const before = this.#last;
    const turn = before.then(work);
    this.#last = turn.catch(() => {});
    return turn;
  }
}
