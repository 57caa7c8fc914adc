import type { Stats } from "node:fs";
import { lstat, readdir, readlink, realpath } from "node:fs/promises";
import { dirname, isAbsolute, join, relative, resolve, sep } from "node:path";
import { fileFailed } from "../fileFailures.ts";
import { Ignored } from "./ignored.ts";
import { hostFailure, refuseAborted, type TransferOptions } from "./transfer.ts";

/** One thing in a folder of this machine that is to be put into a sandbox. */
export interface Entry {
  /** Relative to the folder, with `/` between its parts. */
  readonly path: string;
  readonly kind: "file" | "folder" | "link";
  /** Zero for all but files. */
  readonly bytes: number;
  readonly mode: number;
  readonly modifiedAt: Date;
  /** Where a link leads, relative to its own folder. */
  readonly target?: string;
}

export interface Survey {
  /** Absolute path of the folder, without links. */
  readonly root: string;
  /** Folders before what is in them. */
  readonly entries: readonly Entry[];
}

type Options = Pick<TransferOptions, "signal" | "onDidSay">;

/** All in a folder that git would not leave out, without git's own. Links are kept that stay in the folder. */
export async function survey(source: string, options: Options): Promise<Survey> {
  const failed = (error: unknown): never => {
    throw hostFailure(error, source, "put into the sandbox");
  };
  const root = await realpath(source).catch(failed);
  if (!(await lstat(root).catch(failed)).isDirectory())
    throw fileFailed(source, "put into the sandbox", "it is not a folder");
  const entries: Entry[] = [];
  const surveyor = new Surveyor(root, options);
  for await (const entry of surveyor.look(root, await Ignored.in(root))) entries.push(entry);
  return { root, entries };
}

class Surveyor {
  readonly #root: string;
  readonly #options: Options;

  constructor(root: string, options: Options) {
    this.#root = root;
    this.#options = options;
  }

  async *look(folder: string, ignored: Ignored): AsyncGenerator<Entry> {
    refuseAborted(this.#options.signal);
    const names = await readdir(folder).catch((error: unknown) => {
      throw hostFailure(error, folder, "put into the sandbox");
    });
    for (const name of names.toSorted()) {
      const path = join(folder, name);
      const stats = name === ".git" ? undefined : await lstat(path).catch(() => undefined);
      if (stats === undefined || ignored.has(path, stats.isDirectory())) continue;
      const entry = await this.#entry(path, stats);
      if (entry !== undefined) yield entry;
      if (stats.isDirectory()) yield* this.look(path, await ignored.enter(path));
    }
  }

  async #entry(host: string, stats: Stats): Promise<Entry | undefined> {
    const path = relative(this.#root, host).split(sep).join("/");
    const about = { path, bytes: 0, mode: stats.mode & 0o777, modifiedAt: stats.mtime };
    if (stats.isDirectory()) return { ...about, kind: "folder" };
    if (stats.isFile()) return { ...about, kind: "file", bytes: stats.size };
    if (!stats.isSymbolicLink()) {
      this.#options.onDidSay?.(`${path} was left out: it is neither a file nor a folder.`);
      return undefined;
    }
    const target = await this.#targetOf(host);
    if (target !== undefined) return { ...about, kind: "link", target };
    this.#options.onDidSay?.(`${path} was left out: the link leads out of the folder.`);
    return undefined;
  }

  /** Where a link leads from its folder; undefined for one that leads out. */
  async #targetOf(host: string): Promise<string | undefined> {
    const written = await readlink(host);
    const target = resolve(dirname(host), written);
    const real = await realpath(host).catch(() => target);
    if (!this.#holds(target) || !this.#holds(real)) return undefined;
    const kept = isAbsolute(written) ? relative(dirname(host), target) || "." : written;
    return kept.split(sep).join("/");
  }

  #holds(path: string): boolean {
    const inner = relative(this.#root, path);
    return inner !== ".." && !inner.startsWith(`..${sep}`) && !isAbsolute(inner);
  }
}
