import { createHash, randomUUID } from "node:crypto";
import { mkdir, readFile, rename, rm, stat, writeFile } from "node:fs/promises";
import { basename, dirname, join } from "node:path";
import { Failure } from "../../base/failure.ts";
import type { Log } from "../../base/log.ts";
import { lockFile } from "../../sandbox/fileLock.ts";
import { fromText, nothing, type PinRecord, toText } from "./record.ts";

export interface PinFileOptions {
  readonly dataDir: string;
  /** Absolute path of the workspace's folder. */
  readonly workspace: string;
  readonly server: string;
  readonly log: Log;
}

export const pinFolder = (dataDir: string): string => join(dataDir, "pins");

/** The pins of one server in one workspace, in a file that the editor and command lines share. */
export class PinFile {
  readonly path: string;
  readonly #options: PinFileOptions;
  #read: { readonly stamp: string; readonly record: PinRecord } | undefined;

  constructor(options: PinFileOptions) {
    const { dataDir, workspace, server } = options;
    const key = createHash("sha256").update(`${workspace}\n${server}`).digest("hex").slice(0, 32);
    this.path = join(pinFolder(dataDir), `${key}.json`);
    this.#options = options;
  }

  /** What was decided so far, by whomever. A file that cannot be read is told of. Never rejects. */
  async read(): Promise<PinRecord> {
    const stamp = await stampOf(this.path);
    if (this.#read?.stamp === stamp) return this.#read.record;
    const record = stamp === "" ? nothing : await this.#parse();
    this.#read = { stamp, record };
    return record;
  }

  /** Whether it was written since it was read last. */
  async hasNews(): Promise<boolean> {
    return this.#read?.stamp !== (await stampOf(this.path));
  }

  /**
   * Changes what is decided; nobody else does so meanwhile. Nothing is written where `change` gives
   * back what it got. A broken file is kept beside. Rejects with `config` when it cannot be written.
   */
  async change(change: (record: PinRecord) => PinRecord): Promise<PinRecord> {
    const { workspace, server, log } = this.#options;
    try {
      await mkdir(dirname(this.path), { recursive: true, mode: 0o700 });
      await using _lock = await lockFile(`${this.path}.lock`);
      const before = await this.read();
      const after = change(before);
      if (after === before) return before;
      if (before.isBroken) log.warn(`The broken file is kept as ${await this.#putAside()}.`);
      await this.#write(toText(workspace, server, after));
      return await this.read();
    } catch (error) {
      throw new Failure(
        "config",
        `What is approved of ${server} cannot be kept in ${this.path}: ${Failure.from(error).message}`,
        { cause: error },
      );
    }
  }

  async #parse(): Promise<PinRecord> {
    const { workspace, server, log } = this.#options;
    try {
      return fromText(await readFile(this.path, "utf8"), workspace, server);
    } catch (error) {
      const reason = Failure.from(error).message;
      log.error(
        `What was approved of ${server} cannot be read: ${reason}. Its tools wait until you look at them. The file: ${this.path}`,
      );
      return { ...nothing, isBroken: true };
    }
  }

  async #write(text: string): Promise<void> {
    const draft = join(dirname(this.path), `.${basename(this.path)}.${randomUUID()}`);
    try {
      await writeFile(draft, text, { mode: 0o600, flush: true });
      await rename(draft, this.path);
    } catch (error) {
      await rm(draft, { force: true });
      throw error;
    }
  }

  async #putAside(): Promise<string> {
    const aside = `${this.path}.broken-${Date.now()}`;
    await rename(this.path, aside);
    return aside;
  }
}

/** Differs when the file was written; empty when there is none. */
async function stampOf(path: string): Promise<string> {
  try {
    const { mtimeNs, size, ino } = await stat(path, { bigint: true });
    return `${mtimeNs} ${size} ${ino}`;
  } catch {
    return "";
  }
}
