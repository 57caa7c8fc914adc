import { existsSync } from "node:fs";
import { dirname } from "node:path";
import type { Disposable } from "../../base/event.ts";
import { NameWatch } from "./nameWatch.ts";
import type { Quarantine } from "./quarantine.ts";

/** Moves away whatever appears at one of the paths. */
export class AbsentNames implements Disposable {
  readonly #paths: ReadonlySet<string>;
  readonly #quarantine: Quarantine;
  readonly #watch: NameWatch;
  readonly #taking = new Map<string, Promise<void>>();
  #disposed = false;

  constructor(paths: readonly string[], quarantine: Quarantine) {
    this.#paths = new Set(paths);
    this.#quarantine = quarantine;
    // A folder that is not there yet is watched from when it is.
    const missing = new Set(paths.map(dirname).filter((place) => !existsSync(place)));
    this.#watch = new NameWatch([...paths, ...missing], (path) => {
      if (this.#paths.has(path)) void this.#take(path);
      if (!missing.has(path) || this.#disposed) return;
      this.#watch.watchFolder(path);
      void this.check();
    });
  }

  dispose(): void {
    this.#disposed = true;
    this.#watch.dispose();
  }

  /** Looks for itself: the system forgets what it would have told when there is too much of it. */
  async check(): Promise<void> {
    await Promise.all(this.#taking.values());
    await Promise.all([...this.#paths].map((path) => this.#take(path)));
  }

  /** One at a time: a program may make it faster than it is taken. */
  #take(path: string): Promise<void> {
    if (this.#disposed) return Promise.resolve();
    const taking =
      this.#taking.get(path) ??
      this.#quarantine.take(path).finally(() => this.#taking.delete(path));
    this.#taking.set(path, taking);
    return taking;
  }
}
