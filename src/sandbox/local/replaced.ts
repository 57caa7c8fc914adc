import { lstatSync } from "node:fs";
import type { Disposable } from "../../base/event.ts";
import { NameWatch } from "./nameWatch.ts";

/**
 * Tells when something that a jail must not change is deleted or replaced from outside: what comes in
 * its place is not protected, because the jail was made before it. Each path is told of once.
 */
export class Replaced implements Disposable {
  readonly #known: Map<string, string | undefined>;
  readonly #onDidReplace: (path: string) => void;
  readonly #watch: NameWatch;

  constructor(paths: readonly string[], onDidReplace: (path: string) => void) {
    this.#known = new Map(paths.map((path) => [path, identityOf(path)]));
    this.#onDidReplace = onDidReplace;
    this.#watch = new NameWatch(paths, (path) => this.#compare(path));
  }

  dispose(): void {
    this.#watch.dispose();
  }

  /** Looks for itself: the system forgets what it would have told when there is too much of it. */
  async check(): Promise<void> {
    for (const path of this.#known.keys()) this.#compare(path);
  }

  #compare(path: string): void {
    if (!this.#known.has(path) || identityOf(path) === this.#known.get(path)) return;
    this.#known.delete(path);
    this.#onDidReplace(path);
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
