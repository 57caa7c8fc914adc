import { type Event, Emitter } from "../../base/event.ts";
import type { Place } from "../../interpreter/places/place.ts";
import { NotebookContext, type NotebookWish } from "./notebookContext.ts";

/** The contexts of this window's notebooks. */
export class CodeContexts implements AsyncDisposable {
  readonly #open: (id: string) => Promise<Place>;
  readonly #all = new Map<string, NotebookContext>();
  readonly #leaving = new Set<Promise<void>>();
  readonly #changed = new Emitter<void>();

  readonly onDidChange: Event<void> = this.#changed.event;

  /** @param open makes the place for the code of one context. */
  constructor(open: (id: string) => Promise<Place>) {
    this.#open = open;
  }

  /** Those that there are, in the order in which they were first wanted. */
  list(): readonly NotebookContext[] {
    return [...this.#all.values()].filter(({ context }) => {
      const kind = context?.state.kind ?? "stopped";
      return kind !== "stopped";
    });
  }

  find(id: string): NotebookContext | undefined {
    return this.#all.get(id);
  }

  /** The one of a notebook and language, which begins nothing yet. */
  of(wish: NotebookWish): NotebookContext {
    const made = new NotebookContext(wish, this.#open, () => this.#changed.fire());
    const known = this.#all.get(made.id);
    if (known !== undefined) return known;
    this.#all.set(made.id, made);
    return made;
  }

  /** A notebook was closed: ends all that is its own. */
  leave(notebook: string): void {
    for (const context of this.#all.values()) {
      if (context.wish.notebook !== notebook) continue;
      this.#all.delete(context.id);
      const leaving = context[Symbol.asyncDispose]().then(() => {
        this.#leaving.delete(leaving);
      });
      this.#leaving.add(leaving);
    }
    this.#changed.fire();
  }

  /** Settles when nothing of them is left. */
  async [Symbol.asyncDispose](): Promise<void> {
    const all = [...this.#all.values()];
    this.#all.clear();
    await Promise.all([...all.map((each) => each[Symbol.asyncDispose]()), ...this.#leaving]);
    this.#changed.dispose();
  }
}
