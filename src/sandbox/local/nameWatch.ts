import { type FSWatcher, watch } from "node:fs";
import { basename, dirname } from "node:path";
import type { Disposable } from "../../base/event.ts";

/**
 * Tells of changes at certain paths, as soon as the system does. A program may change other names in
 * the same folder thousands of times a second, so these are told apart at the least cost.
 */
export class NameWatch implements Disposable {
  /** Paths by their names, by the folder that they are in. */
  readonly #places = new Map<string, Map<string, string>>();
  readonly #onDidChange: (path: string) => void;
  /** At most one for each folder, however often it comes and goes. */
  readonly #watchers = new Map<string, FSWatcher>();

  constructor(paths: Iterable<string>, onDidChange: (path: string) => void) {
    this.#onDidChange = onDidChange;
    for (const path of paths) {
      const place = dirname(path);
      const names = this.#places.get(place) ?? new Map<string, string>();
      this.#places.set(place, names.set(basename(path), path));
    }
    for (const place of this.#places.keys()) this.watchFolder(place);
  }

  /** Begins anew with a folder that was not there before. */
  watchFolder(place: string): void {
    const names = this.#places.get(place);
    if (names === undefined) return;
    try {
      const watcher = watch(place, { persistent: false }, (_event, name) => {
        const path = names.get(name ?? "");
        if (path !== undefined) this.#onDidChange(path);
      });
      // A folder that goes away has nothing to be watched.
      watcher.on("error", () => {});
      this.#watchers.get(place)?.close();
      this.#watchers.set(place, watcher);
    } catch {
      // It is not there.
    }
  }

  dispose(): void {
    for (const watcher of this.#watchers.values()) watcher.close();
  }
}
