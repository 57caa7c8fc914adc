import type { Disposable } from "../../base/event.ts";
import { Failure } from "../../base/failure.ts";

export type FileChange = "created" | "changed" | "deleted";

/** When a file was last changed and how large it is, for comparing. */
interface Look {
  readonly modifiedAt: number;
  readonly size: number;
}

export interface FileWatchesOptions<T> {
  /** Rejects with `fileNotFound` when nothing is there. */
  readonly look: (place: T) => Promise<Look>;
  /** Whether a file may change by itself now. Where not, it is left alone. */
  readonly isAwake: (place: T) => boolean;
  readonly onDidChange: (place: T, change: FileChange) => void;
  readonly everyMs?: number;
}

interface Watch<T> {
  readonly place: T;
  /** What was there at the last look; `undefined` when nothing was. */
  seen: Look | "unknown" | undefined;
  isLooking: boolean;
}

/**
 * Looks at watched files every few seconds. A change of the same size within the same instant is
 * missed, and of a folder only what comes into it or leaves it is seen.
 */
export class FileWatches<T> implements Disposable {
  readonly #options: FileWatchesOptions<T>;
  readonly #watches = new Set<Watch<T>>();
  #clock: NodeJS.Timeout | undefined;

  constructor(options: FileWatchesOptions<T>) {
    this.#options = options;
  }

  /** Watches until the returned handle is disposed. What is there at first is told to nobody. */
  watch(place: T): Disposable {
    const watch: Watch<T> = { place, seen: "unknown", isLooking: false };
    this.#watches.add(watch);
    this.#clock ??= setInterval(() => this.#lookAtAll(), this.#options.everyMs ?? 5000);
    void this.#look(watch);
    return {
      dispose: () => {
        this.#watches.delete(watch);
        if (this.#watches.size === 0) this.#stop();
      },
    };
  }

  dispose(): void {
    this.#watches.clear();
    this.#stop();
  }

  #stop(): void {
    clearInterval(this.#clock);
    this.#clock = undefined;
  }

  #lookAtAll(): void {
    for (const watch of this.#watches) void this.#look(watch);
  }

  async #look(watch: Watch<T>): Promise<void> {
    if (watch.isLooking || !this.#options.isAwake(watch.place)) return;
    watch.isLooking = true;
    try {
      this.#compare(watch, await this.#options.look(watch.place));
    } catch (error) {
      // Anything else says nothing of the file; the next look may.
      if (Failure.from(error).code === "fileNotFound") this.#compare(watch, undefined);
    } finally {
      watch.isLooking = false;
    }
  }

  #compare(watch: Watch<T>, now: Look | undefined): void {
    const before = watch.seen;
    watch.seen = now;
    if (before === "unknown" || !this.#watches.has(watch)) return;
    const change = changeOf(before, now);
    if (change !== undefined) this.#options.onDidChange(watch.place, change);
  }
}

function changeOf(before: Look | undefined, now: Look | undefined): FileChange | undefined {
  if (before === undefined) return now === undefined ? undefined : "created";
  if (now === undefined) return "deleted";
  const isSame = before.modifiedAt === now.modifiedAt && before.size === now.size;
  return isSame ? undefined : "changed";
}
