import { createHash, randomBytes } from "node:crypto";
import { mkdir, readdir, readFile, rm, rmdir, writeFile } from "node:fs/promises";
import { join } from "node:path";

/**
 * Empty folders that stand in the user's folders only while a jail runs. Each is written down
 * before it is made, so that it is taken away even after a crash, and not while another process
 * still needs it.
 */
export class Covers {
  readonly #folder: string;
  /** Tells several owners in one process apart. */
  readonly #owner = `${process.pid}.${randomBytes(4).toString("hex")}`;
  /** How many jails of this owner need each cover. */
  readonly #needed = new Map<string, number>();
  #last: Promise<unknown> = Promise.resolve();

  constructor(dataDir: string) {
    this.#folder = join(dataDir, "covers");
  }

  /**
   * Makes one, or joins those who need it already. False where there is something else of the name,
   * or nobody may write there; then there is nothing to remove.
   */
  make(path: string): Promise<boolean> {
    return this.#inTurn(async () => {
      const needed = this.#needed.get(path) ?? 0;
      if (needed === 0 && !(await this.#make(path))) return false;
      this.#needed.set(path, needed + 1);
      return true;
    });
  }

  /** Takes it away when nobody else needs it. What has been put into it on the outside stays. */
  remove(path: string): Promise<void> {
    return this.#inTurn(async () => {
      const left = (this.#needed.get(path) ?? 1) - 1;
      if (left > 0) return void this.#needed.set(path, left);
      this.#needed.delete(path);
      await rm(this.#noteOf(path), { force: true });
      await this.#removeUnneeded(path);
    });
  }

  /** One after the other: a cover must not be taken away while it is asked for. */
  #inTurn<T>(step: () => Promise<T>): Promise<T> {
    const turn = this.#last.then(step);
    this.#last = turn.catch(() => {});
    return turn;
  }

  async #make(path: string): Promise<boolean> {
    await mkdir(this.#folder, { recursive: true, mode: 0o700 });
    await writeFile(this.#noteOf(path), path, { mode: 0o600 });
    const made = await mkdir(path).then(
      () => true,
      () => false,
    );
    if (made || (await this.#needOf(path)) > 1) return true;
    await rm(this.#noteOf(path), { force: true });
    return false;
  }

  /** How many owners need it. */
  async #needOf(path: string): Promise<number> {
    return (await this.#notes()).filter((note) => note.path === path).length;
  }

  /** Takes away what processes that are no more have left behind. */
  async sweep(): Promise<void> {
    for (const note of await this.#notes()) {
      if (isAlive(note.owner)) continue;
      await rm(note.file, { force: true });
      await this.#removeUnneeded(note.path);
    }
  }

  async #removeUnneeded(path: string): Promise<void> {
    if ((await this.#needOf(path)) === 0) await rmdir(path).catch(() => {});
  }

  async #notes(): Promise<{ file: string; path: string; owner: number }[]> {
    const names = await readdir(this.#folder).catch(() => []);
    const notes = names.map(async (name) => {
      const file = join(this.#folder, name);
      const path = await readFile(file, "utf8").catch(() => "");
      return { file, path, owner: Number(name.split(".")[1]) };
    });
    return (await Promise.all(notes)).filter(({ path }) => path !== "");
  }

  #noteOf(path: string): string {
    const key = createHash("sha256").update(path).digest("hex").slice(0, 32);
    return join(this.#folder, `${key}.${this.#owner}`);
  }
}

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    // It is there, and somebody else's.
    return error instanceof Error && "code" in error && error.code === "EPERM";
  }
}
