import type { Disposable } from "../../base/event.ts";

/** Something that looks at the granted folders while a jail may write to them. */
export interface Watch extends Partial<Disposable> {
  /** Looks now. Must not reject. */
  check?(): Promise<void>;
}

const betweenLooksMs = 1000;

/** Has every watch look once a second, and one last time. */
export class Lookout {
  readonly #watches: Watch[] = [];
  readonly #timer: NodeJS.Timeout;
  #look: Promise<void> | undefined;

  constructor() {
    this.#timer = setInterval(() => {
      this.#look ??= this.#checkAll().finally(() => (this.#look = undefined));
    }, betweenLooksMs);
    this.#timer.unref();
  }

  add(watch: Watch): void {
    this.#watches.push(watch);
  }

  /** To be called when nothing is left that could change anything. */
  async end(): Promise<void> {
    clearInterval(this.#timer);
    await this.#look;
    await this.#checkAll();
    for (const watch of this.#watches) watch.dispose?.();
  }

  async #checkAll(): Promise<void> {
    for (const watch of this.#watches) await watch.check?.();
  }
}
