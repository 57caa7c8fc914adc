import { appendFile, mkdir, readFile } from "node:fs/promises";
import { join } from "node:path";
import { isWithin } from "./realPath.ts";

/**
 * Remembers every folder that programs of a jail were ever allowed to write to. A symbolic link in
 * one of them may have been planted there to lead the next grant astray, so it is never followed;
 * any other link was made by somebody who is not jailed.
 */
export class WriteGrants {
  readonly #file: string;

  constructor(dataDir: string) {
    this.#file = join(dataDir, "write-grants");
  }

  /** Settles when it is on disk; before that nothing may be granted. */
  async add(folders: readonly string[]): Promise<void> {
    const known = new Set(await this.#read());
    const added = folders.filter((folder) => !known.has(folder));
    if (added.length === 0) return;
    await mkdir(join(this.#file, ".."), { recursive: true, mode: 0o700 });
    // Begins anew even where the last line was cut off.
    const lines = added.map((folder) => `\n${JSON.stringify(folder)}`);
    await appendFile(this.#file, lines.join(""), { mode: 0o600 });
  }

  /** The folder ever granted that the path lies in. */
  async holding(path: string): Promise<string | undefined> {
    return (await this.#read()).find((folder) => isWithin(path, folder));
  }

  async #read(): Promise<string[]> {
    const text = await readFile(this.#file, "utf8").catch(() => "");
    return text.split("\n").filter(Boolean).flatMap(folderOf);
  }
}

/** A line that was cut off by a crash is not a grant. */
function folderOf(line: string): string[] {
  try {
    const folder: unknown = JSON.parse(line);
    return typeof folder === "string" ? [folder] : [];
  } catch {
    return [];
  }
}
