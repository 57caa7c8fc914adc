import { createHash } from "node:crypto";
import { mkdir, readdir, readFile, rm, rmdir, writeFile } from "node:fs/promises";
import { join } from "node:path";

/**
 * Empty folders that stand in the user's folders only while a jail runs. Each is written down
 * before it is made, so that it is taken away even after a crash, and not while another process
 * still needs it.
 */
export class Covers {
  readonly #folder: string;
  /** How many jails of this process need each cover. */
  readonly #needed = new Map<string, number>();

  constructor(dataDir: string) {
    this.#folder = join(dataDir, "covers");
  }

  /** False where none can be made: then there is something already, or nobody may write there. */
  async make(path: string): Promise<boolean> {
    await mkdir(this.#folder, { recursive: true, mode: 0o700 });
    await writeFile(this.#noteOf(path, process.pid), path, { mode: 0o600 });
    const made = await mkdir(path).then(
      () => true,
      () => this.#needed.has(path),
    );
    if (made) this.#needed.set(path, (this.#needed.get(path) ?? 0) + 1);
    else if (!this.#needed.has(path)) await this.#forget(path, process.pid);
    return made;
  }

  /** Takes it away when nobody else needs it. What has been put into it on the outside stays. */
  async remove(path: string): Promise<void> {
    const left = (this.#needed.get(path) ?? 1) - 1;
    if (left > 0) {
      this.#needed.set(path, left);
      return;
    }
    this.#needed.delete(path);
    await this.#forget(path, process.pid);
    await this.#removeUnneeded(path);
  }

  /** Takes away what processes that are no more have left behind. */
  async sweep(): Promise<void> {
    for (const note of await this.#notes()) {
      if (isAlive(note.owner)) continue;
      await this.#forget(note.path, note.owner);
      await this.#removeUnneeded(note.path);
    }
  }

  async #removeUnneeded(path: string): Promise<void> {
    const others = (await this.#notes()).filter((note) => note.path === path);
    if (others.length === 0) await rmdir(path).catch(() => {});
  }

  async #notes(): Promise<{ path: string; owner: number }[]> {
    const names = await readdir(this.#folder).catch(() => []);
    const notes = names.map(async (name) => {
      const path = await readFile(join(this.#folder, name), "utf8").catch(() => "");
      return { path, owner: Number(name.split(".")[1]) };
    });
    return (await Promise.all(notes)).filter(({ path }) => path !== "");
  }

  async #forget(path: string, owner: number): Promise<void> {
    await rm(this.#noteOf(path, owner), { force: true });
  }

  #noteOf(path: string, owner: number): string {
    const key = createHash("sha256").update(path).digest("hex").slice(0, 32);
    return join(this.#folder, `${key}.${owner}`);
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
