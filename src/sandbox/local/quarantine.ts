import { lstat, mkdir, rename } from "node:fs/promises";
import { basename, dirname, join } from "node:path";

/** Something that appeared where nothing was to appear, and where it is now. */
export interface Moved {
  readonly from: string;
  readonly to: string;
}

/**
 * Where things are put that must not stay where they are. Only ever renames: to copy or delete what
 * a program can still change would let it lead us anywhere by links.
 */
export class Quarantine {
  readonly #folder: string;
  readonly #onDidMove: (moved: Moved) => void;
  #moved = 0;

  /** @param folder made when it is needed. */
  constructor(folder: string, onDidMove: (moved: Moved) => void) {
    this.#folder = folder;
    this.#onDidMove = onDidMove;
  }

  /** Moves it away if it is there. Never rejects: somebody else may be faster, or it may not be ours to move. */
  async take(path: string): Promise<void> {
    if ((await lstat(path).catch(() => undefined)) === undefined) return;
    this.#moved += 1;
    const name = `${Date.now()}-${this.#moved}-${basename(path)}`;
    const to = await this.#move(path, name).catch(() => undefined);
    if (to !== undefined) this.#onDidMove({ from: path, to });
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
