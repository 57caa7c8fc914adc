/** What can be let go of once. Letting go twice does nothing. */
export interface Disposable {
  dispose(): void;
}

/** Subscribes a listener until the returned handle is disposed. The shape of the editor's own events. */
export type Event<T> = (listener: (value: T) => void) => Disposable;

/** The writing end of an event. Listeners are called in the order in which they came. */
export class Emitter<T> implements Disposable {
  readonly #listeners = new Set<{ readonly call: (value: T) => void }>();

  readonly event: Event<T> = (listener) => {
    const entry = { call: listener };
    this.#listeners.add(entry);
    return { dispose: () => void this.#listeners.delete(entry) };
  };

  /** Tells everyone who listens now. A listener that throws does not keep the others from hearing. */
  fire(value: T): void {
    const thrown: unknown[] = [];
    for (const listener of [...this.#listeners]) {
      try {
        listener.call(value);
      } catch (error) {
        thrown.push(error);
      }
    }
    if (thrown.length > 0) throw thrown[0];
  }

  dispose(): void {
    this.#listeners.clear();
  }
}
