import { existsSync, type FSWatcher, watch } from "node:fs";
import { dirname, join } from "node:path";
import type { Disposable } from "../../base/event.ts";
import type { Quarantine } from "./quarantine.ts";

/** Moves away whatever appears at one of the paths, as soon as the system tells of it. */
export class AbsentNames implements Disposable {
  readonly #paths: ReadonlySet<string>;
  readonly #places: ReadonlySet<string>;
  readonly #quarantine: Quarantine;
  /** By the folder that is watched: at most one each, however often it comes and goes. */
  readonly #watchers = new Map<string, FSWatcher>();
  #disposed = false;

  constructor(paths: readonly string[], quarantine: Quarantine) {
    this.#paths = new Set(paths);
    this.#places = new Set(paths.map(dirname));
    this.#quarantine = quarantine;
    for (const place of this.#places) {
      this.#watch(place);
      // What is not there yet is watched from when it is.
      if (!existsSync(place) && !this.#places.has(dirname(place))) this.#watch(dirname(place));
    }
  }

  dispose(): void {
    this.#disposed = true;
    for (const watcher of this.#watchers.values()) watcher.close();
  }

  /** Looks for itself: the system forgets what it would have told when there is too much of it. */
  async check(): Promise<void> {
    await Promise.all([...this.#paths].map((path) => this.#take(path)));
  }

  #watch(place: string): void {
    try {
      const watcher = watch(place, { persistent: false }, (_event, name) =>
        this.#changed(join(place, name ?? "")),
      );
      // A place that goes away has nothing to be guarded.
      watcher.on("error", () => {});
      this.#watchers.get(place)?.close();
      this.#watchers.set(place, watcher);
    } catch {
      // It is not there.
    }
  }

  #changed(path: string): void {
    if (this.#paths.has(path)) void this.#take(path);
    if (!this.#places.has(path) || this.#disposed) return;
    this.#watch(path);
    void this.check();
  }

  async #take(path: string): Promise<void> {
    if (!this.#disposed) await this.#quarantine.take(path);
  }
}
