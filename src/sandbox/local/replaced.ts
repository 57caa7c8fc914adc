import { type FSWatcher, lstatSync, watch } from "node:fs";
import { dirname, join } from "node:path";
import type { Disposable } from "../../base/event.ts";

/**
 * Tells when something that a jail must not change is replaced from outside: what stands in its
 * place then is not protected, because the jail was made before it. Each path is told of once.
 */
export class Replaced implements Disposable {
  readonly #watchers: FSWatcher[] = [];

  constructor(paths: readonly string[], onDidReplace: (path: string) => void) {
    const known = new Map(paths.map((path) => [path, identityOf(path)]));
    for (const place of new Set(paths.map(dirname))) {
      this.#watch(place, (path) => {
        const now = known.has(path) ? identityOf(path) : undefined;
        if (now === undefined || now === known.get(path)) return;
        known.delete(path);
        onDidReplace(path);
      });
    }
  }

  dispose(): void {
    for (const watcher of this.#watchers) watcher.close();
  }

  #watch(place: string, onChange: (path: string) => void): void {
    try {
      const watcher = watch(place, { persistent: false }, (_event, name) =>
        onChange(join(place, name ?? "")),
      );
      watcher.on("error", () => {});
      this.#watchers.push(watcher);
    } catch {
      // Nothing is there that could be replaced.
    }
  }
}

/** Undefined while there is nothing, or nothing that we may see. */
function identityOf(path: string): string | undefined {
  try {
    const { dev, ino } = lstatSync(path);
    return `${dev} ${ino}`;
  } catch {
    return undefined;
  }
}
