import { type FSWatcher, watch } from "node:fs";
import { lstat, mkdir, rename } from "node:fs/promises";
import { basename, dirname, join } from "node:path";
import type { Disposable } from "../../base/event.ts";

/** Something that appeared where nothing was to appear, and where it is now. */
export interface Moved {
  readonly from: string;
  readonly to: string;
}

/**
 * Moves away whatever appears at one of the paths, until it is disposed. Only ever renames: to copy
 * or delete what a program can still change would let it lead us anywhere by links.
 */
export class Quarantine implements Disposable {
  readonly #folder: string;
  readonly #paths: ReadonlySet<string>;
  readonly #onDidMove: (moved: Moved) => void;
  /** By the place that is watched: at most one each, however often it comes and goes. */
  readonly #watchers = new Map<string, FSWatcher>();
  #moved = 0;
  #disposed = false;

  /** @param folder where to move them; made when it is needed. */
  constructor(folder: string, paths: readonly string[], onDidMove: (moved: Moved) => void) {
    this.#folder = folder;
    this.#paths = new Set(paths);
    this.#onDidMove = onDidMove;
    for (const place of new Set(paths.map(dirname))) this.#arm(place);
  }

  dispose(): void {
    this.#disposed = true;
    for (const watcher of this.#watchers.values()) watcher.close();
  }

  /** Looks once more; to be called after the last program has gone, before disposing. */
  async check(): Promise<void> {
    await Promise.all([...this.#paths].map((path) => this.#take(path)));
  }

  /** Watches a place, from when it is there on. */
  #arm(place: string): void {
    if (this.#watch(place, (path) => this.#paths.has(path) && void this.#take(path))) return;
    this.#watch(dirname(place), (path) => {
      if (path !== place || this.#disposed) return;
      this.#arm(place);
      void this.check();
    });
  }

  /** False where there is nothing to watch. */
  #watch(place: string, onChange: (path: string) => void): boolean {
    try {
      const watcher = watch(place, { persistent: false }, (_event, name) =>
        onChange(join(place, name ?? "")),
      );
      // A place that goes away has nothing to be guarded.
      watcher.on("error", () => {});
      this.#watchers.get(place)?.close();
      this.#watchers.set(place, watcher);
      return true;
    } catch {
      return false;
    }
  }

  async #take(path: string): Promise<void> {
    if (this.#disposed || (await lstat(path).catch(() => undefined)) === undefined) return;
    this.#moved += 1;
    const name = `${Date.now()}-${this.#moved}-${basename(path)}`;
    try {
      const to = await this.#move(path, name);
      this.#onDidMove({ from: path, to });
    } catch {
      // Somebody else was faster, or the folder cannot be changed by us either.
    }
  }

  async #move(from: string, name: string): Promise<string> {
    const to = join(this.#folder, name);
    await mkdir(this.#folder, { recursive: true, mode: 0o700 });
    try {
      await rename(from, to);
      return to;
    } catch (error) {
      if (!(error instanceof Error && "code" in error && error.code === "EXDEV")) throw error;
      const beside = join(dirname(from), `quarantined-${name}`);
      await rename(from, beside);
      return beside;
    }
  }
}
