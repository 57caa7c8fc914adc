import { randomUUID } from "node:crypto";
import { posix } from "node:path";
import type { EntryInfo, Sandbox } from "e2b";
import { Failure } from "../../base/failure.ts";
import { collect } from "../collect.ts";
import { fileExists, fileFailed, refuseNul } from "../fileFailures.ts";
import type { FileInfo, Files } from "../files.ts";
import { fileFailure } from "./sdkFileFailure.ts";

/** As much as this process takes into its memory at once. */
const mostBytes = 512 * 1024 * 1024;

/** The files of a microVM. @param box asked for each call, and may resume it. */
export function sdkFiles(box: () => Promise<Sandbox>): Files {
  return new SdkFiles(box);
}

class SdkFiles implements Files {
  readonly #box: () => Promise<Sandbox>;

  constructor(box: () => Promise<Sandbox>) {
    this.#box = box;
  }

  async stat(path: string): Promise<FileInfo> {
    return fileInfo(await this.#info(path));
  }

  async list(path: string): Promise<readonly FileInfo[]> {
    const entries = await this.#call(path, "listed", ({ files }) => files.list(inside(path)));
    return entries.map(fileInfo);
  }

  async read(path: string): Promise<Uint8Array> {
    const data = await this.#call(path, "read", async ({ files }) =>
      // As a stream no time is set to the whole of it, only to each silence.
      collect(await files.read(inside(path), { format: "stream" }), mostBytes),
    );
    if (data === undefined)
      throw fileFailed(path, "read", `it is larger than ${mostBytes >> 20} MB`);
    return data;
  }

  async write(path: string, data: Uint8Array): Promise<void> {
    const body = new Blob([new Uint8Array(data)]);
    const requestTimeoutMs = transferMs(data.length);
    await this.#call(path, "written", ({ files }) =>
      files.write(inside(path), body, { useOctetStream: true, requestTimeoutMs }),
    );
  }

  async makeDir(path: string): Promise<void> {
    const made = this.#call(path, "made", ({ files }) => files.makeDir(inside(path)));
    await made.catch(async (error: unknown) => {
      throw (await this.#find(path)) === undefined ? error : fileExists(path, error);
    });
  }

  async move(from: string, to: string, { overwrite = false } = {}): Promise<void> {
    const [moving, there] = await Promise.all([this.#info(from), this.#find(to)]);
    if (moving.path === there?.path) return;
    if (there === undefined) return this.#rename(from, inside(from), inside(to));
    if (!overwrite) throw fileExists(to);
    if (isFolder(moving) || isFolder(there)) await this.#replace(from, to);
    else await this.#rename(from, inside(from), inside(to));
  }

  async remove(path: string): Promise<void> {
    // The service does not tell when there is nothing.
    await this.#info(path);
    await this.#call(path, "removed", ({ files }) => files.remove(inside(path)));
  }

  /** In place of a folder, or of anything by a folder: what was there comes back when that fails. */
  async #replace(from: string, to: string): Promise<void> {
    const aside = `${inside(to)}.${randomUUID()}`;
    await this.#rename(to, inside(to), aside);
    try {
      await this.#rename(from, inside(from), inside(to));
    } catch (error) {
      await this.#rename(to, aside, inside(to));
      throw error;
    }
    await this.#call(to, "replaced", ({ files }) => files.remove(aside));
  }

  async #rename(shown: string, from: string, to: string): Promise<void> {
    await this.#call(shown, "moved", ({ files }) => files.rename(from, to));
  }

  #info(path: string): Promise<EntryInfo> {
    return this.#call(path, "looked at", ({ files }) => files.getInfo(inside(path)));
  }

  async #find(path: string): Promise<EntryInfo | undefined> {
    return this.#info(path).catch((error: unknown) => {
      if (error instanceof Failure && error.code === "fileNotFound") return undefined;
      throw error;
    });
  }

  async #call<T>(path: string, doing: string, call: (box: Sandbox) => Promise<T>): Promise<T> {
    const box = await this.#box();
    try {
      return await call(box);
    } catch (error) {
      throw fileFailure(error, path, doing);
    }
  }
}

/** As the service takes it: `~` would be the home there. */
function inside(path: string): string {
  refuseNul(path);
  const plain = posix.normalize(path).replace(/(?<=.)\/+$/, "");
  return plain.startsWith("~") ? `./${plain}` : plain;
}

/** A minute and what 50 KB a second need. */
const transferMs = (bytes: number): number => 60_000 + Math.ceil(bytes / 50);

/** A link has the type of what it leads to, and none if that is missing. */
function fileInfo(entry: EntryInfo): FileInfo {
  const { name, path, type, size, modifiedTime, symlinkTarget } = entry;
  const about = { name, path, size, modifiedAt: modifiedTime?.getTime() ?? 0 };
  if (symlinkTarget === undefined)
    return isFolder(entry) ? { ...about, kind: "folder", size: 0 } : { ...about, kind: "file" };
  if (type === undefined) return { ...about, kind: "link" };
  return { ...about, kind: "link", target: typeOf(entry) === "dir" ? "folder" : "file" };
}

const isFolder = (entry: EntryInfo): boolean =>
  typeOf(entry) === "dir" && entry.symlinkTarget === undefined;

/** The SDK's own names are not there before it is loaded. */
const typeOf = ({ type }: EntryInfo): string | undefined => type;
