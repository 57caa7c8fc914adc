import { mkdir, readFile, rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { isAlive, processMark } from "../processMark.ts";

/**
 * Which process of this computer uses which microVM, as small files. A mark on the microVM itself
 * could not change hands.
 */
export class Owners {
  readonly #folder: string;
  readonly #mine = new Set<string>();

  constructor(dataDir: string) {
    this.#folder = join(dataDir, "e2b");
  }

  async claim(id: string): Promise<void> {
    this.#mine.add(id);
    await mkdir(this.#folder, { recursive: true, mode: 0o700 });
    await writeFile(this.#file(id), processMark(process.pid), { mode: 0o600 });
  }

  async release(id: string): Promise<void> {
    if (!this.#mine.delete(id)) return;
    await rm(this.#file(id), { force: true });
  }

  /** Whether another process that lives uses it. */
  async isOthers(id: string): Promise<boolean> {
    if (this.#mine.has(id)) return false;
    const owner = await readFile(this.#file(id), "utf8").catch(() => undefined);
    if (owner === undefined || owner === processMark(process.pid)) return false;
    if (isAlive(owner)) return true;
    await rm(this.#file(id), { force: true });
    return false;
  }

  #file(id: string): string {
    return join(this.#folder, `${id.replaceAll(/[^\w-]/g, "_")}.owner`);
  }
}
