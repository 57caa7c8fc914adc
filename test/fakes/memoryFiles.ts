import { posix } from "node:path";
import { fileExists, fileFailed, fileNotFound } from "../../src/sandbox/fileFailures.ts";
import type { FileInfo, Files } from "../../src/sandbox/files.ts";

export const memoryHome = "/home/memory";

/** A file with its bytes, or a folder without any. */
interface Thing {
  readonly data?: Uint8Array;
  readonly modifiedAt: number;
}

/** The files of a sandbox in memory, by absolute path. There are no links. */
export class MemoryFiles implements Files {
  readonly #things = new Map<string, Thing>();

  constructor() {
    this.#makeFolder(memoryHome);
  }

  async stat(path: string): Promise<FileInfo> {
    const { data, modifiedAt } = this.#thing(path);
    const absolute = inside(path);
    const kind = data === undefined ? "folder" : "file";
    const size = data?.length ?? 0;
    return { name: posix.basename(absolute), path: absolute, kind, size, modifiedAt };
  }

  async list(path: string): Promise<readonly FileInfo[]> {
    if (this.#thing(path).data !== undefined)
      throw fileFailed(path, "listed", "it is not a folder");
    const within = [...this.#things.keys()].filter(
      (name) => name !== "/" && posix.dirname(name) === inside(path),
    );
    return Promise.all(within.map((name) => this.stat(name)));
  }

  async read(path: string): Promise<Uint8Array> {
    const { data } = this.#thing(path);
    if (data === undefined) throw fileFailed(path, "read", "it is a folder");
    return data;
  }

  async write(path: string, data: Uint8Array): Promise<void> {
    const absolute = inside(path);
    const there = this.#things.get(absolute);
    if (there !== undefined && there.data === undefined)
      throw fileFailed(path, "written", "it is a folder");
    this.#makeFolder(posix.dirname(absolute));
    this.#things.set(absolute, { data: new Uint8Array(data), modifiedAt: Date.now() });
  }

  async makeDir(path: string): Promise<void> {
    if (this.#things.get(inside(path))?.data !== undefined) throw fileExists(path);
    this.#makeFolder(inside(path));
  }

  async move(from: string, to: string, { overwrite = false } = {}): Promise<void> {
    this.#thing(from);
    const [source, target] = [inside(from), inside(to)];
    if (source === target) return;
    if (this.#things.has(target) && !overwrite) throw fileExists(to);
    const moving = this.#under(source);
    if (`${target}/`.startsWith(`${source}/`) || source.startsWith(`${target}/`))
      throw fileFailed(from, `moved to ${to}`, "it cannot be moved into itself");
    for (const [name] of this.#under(target)) this.#things.delete(name);
    this.#makeFolder(posix.dirname(target));
    for (const [name, thing] of moving) {
      this.#things.delete(name);
      this.#things.set(target + name.slice(source.length), thing);
    }
  }

  async remove(path: string): Promise<void> {
    this.#thing(path);
    for (const [name] of this.#under(inside(path))) this.#things.delete(name);
  }

  #thing(path: string): Thing {
    const thing = this.#things.get(inside(path));
    if (thing === undefined) throw fileNotFound(path);
    return thing;
  }

  #under(path: string): [string, Thing][] {
    return [...this.#things].filter(([name]) => name === path || name.startsWith(`${path}/`));
  }

  #makeFolder(path: string): void {
    if (path !== "/") this.#makeFolder(posix.dirname(path));
    const there = this.#things.get(path);
    if (there?.data !== undefined) throw fileFailed(path, "a folder", "it is a file");
    if (there === undefined) this.#things.set(path, { modifiedAt: Date.now() });
  }
}

const inside = (path: string): string => posix.resolve(memoryHome, path);
