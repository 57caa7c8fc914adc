import {
  type Disposable,
  EventEmitter,
  FileChangeType,
  type FileStat,
  FileSystemError,
  type FileSystemProvider,
  FileType,
  type Uri,
  window,
} from "vscode";
import { Failure } from "../../base/failure.ts";
import type { FileInfo, Files } from "../../sandbox/files.ts";
import type { Machines } from "../../sandbox/machines.ts";
import { failureSentences } from "../words/failureWords.ts";
import { placeOf } from "./fileUri.ts";
import { type FileChange, FileWatches } from "./fileWatches.ts";

/** The files of microVMs as files of the editor, to read and to write. */
export class SandboxFiles implements FileSystemProvider, Disposable {
  readonly #machines: Pick<Machines, "files">;
  readonly #changed = new EventEmitter<{ type: FileChangeType; uri: Uri }[]>();
  readonly #watches: FileWatches<Uri>;

  readonly onDidChangeFile = this.#changed.event;

  constructor(machines: Pick<Machines, "files" | "list">) {
    this.#machines = machines;
    this.#watches = new FileWatches({
      look: (uri) => {
        const { machine, path } = placeOf(uri);
        return machines.files(machine).stat(path);
      },
      // Where no server runs nothing changes, and to look would wake the machine or keep it awake.
      isAwake: (uri) =>
        window.state.focused &&
        machines.list().some(({ id, state }) => id === placeOf(uri).machine && state === "running"),
      onDidChange: (uri, change) => this.tell([change, uri]),
    });
  }

  /** The service tells of no change to those far away, so files are looked at now and then. */
  watch(uri: Uri): Disposable {
    return this.#watches.watch(uri);
  }

  async stat(uri: Uri): Promise<FileStat> {
    const info = await this.#on(uri, (files, path) => files.stat(path));
    return { type: typeOf(info), ctime: info.modifiedAt, mtime: info.modifiedAt, size: info.size };
  }

  async readDirectory(uri: Uri): Promise<[string, FileType][]> {
    const found = await this.#on(uri, (files, path) => files.list(path));
    return found.map((info) => [info.name, typeOf(info)]);
  }

  async readFile(uri: Uri): Promise<Uint8Array> {
    return this.#on(uri, (files, path) => files.read(path));
  }

  async writeFile(
    uri: Uri,
    content: Uint8Array,
    { create, overwrite }: { readonly create: boolean; readonly overwrite: boolean },
  ): Promise<void> {
    const before = await this.#find(uri);
    if (before === undefined && !create) throw FileSystemError.FileNotFound(uri);
    if (before !== undefined && isFolder(before)) throw FileSystemError.FileIsADirectory(uri);
    if (before !== undefined && create && !overwrite) throw FileSystemError.FileExists(uri);
    await this.#on(uri, (files, path) => files.write(path, content));
    this.tell([before === undefined ? "created" : "changed", uri]);
  }

  async createDirectory(uri: Uri): Promise<void> {
    if ((await this.#find(uri)) !== undefined) throw FileSystemError.FileExists(uri);
    await this.#on(uri, (files, path) => files.makeDir(path));
    this.tell(["created", uri]);
  }

  async delete(uri: Uri, { recursive }: { readonly recursive: boolean }): Promise<void> {
    const before = await this.#find(uri);
    if (before === undefined) throw FileSystemError.FileNotFound(uri);
    if (!recursive && before.kind === "folder" && (await this.readDirectory(uri)).length > 0)
      throw FileSystemError.NoPermissions(`${uri.path} is not empty.`);
    await this.#on(uri, (files, path) => files.remove(path));
    this.tell(["deleted", uri]);
  }

  async rename(from: Uri, to: Uri, options: { readonly overwrite: boolean }): Promise<void> {
    if (from.authority !== to.authority)
      throw FileSystemError.Unavailable("Files cannot be moved between sandboxes. Copy them.");
    await this.#on(from, (files, path) => files.move(path, placeOf(to).path, options), to);
    this.tell(["deleted", from], ["created", to]);
  }

  /** Tells the editor of changes, also of those that were not made by it. */
  tell(...changes: readonly (readonly [FileChange, Uri])[]): void {
    this.#changed.fire(changes.map(([change, uri]) => ({ type: changeTypes[change], uri })));
  }

  dispose(): void {
    this.#watches.dispose();
    this.#changed.dispose();
  }

  async #find(uri: Uri): Promise<FileInfo | undefined> {
    const { machine, path } = placeOf(uri);
    try {
      return await this.#machines.files(machine).stat(path);
    } catch (error) {
      if (Failure.from(error).code === "fileNotFound") return undefined;
      throw asEditors(error, uri);
    }
  }

  /** Works on a path, and turns what goes wrong into the editor's words for it. */
  async #on<T>(
    uri: Uri,
    work: (files: Files, path: string) => Promise<T>,
    target: Uri = uri,
  ): Promise<T> {
    const { machine, path } = placeOf(uri);
    try {
      return await work(this.#machines.files(machine), path);
    } catch (error) {
      throw asEditors(error, uri, target);
    }
  }
}

const changeTypes: Readonly<Record<FileChange, FileChangeType>> = {
  created: FileChangeType.Created,
  changed: FileChangeType.Changed,
  deleted: FileChangeType.Deleted,
};

function typeOf({ kind, target }: FileInfo): FileType {
  switch (kind) {
    case "file":
      return FileType.File;
    case "folder":
      return FileType.Directory;
    case "link":
      if (target === undefined) return FileType.SymbolicLink;
      return FileType.SymbolicLink | (target === "folder" ? FileType.Directory : FileType.File);
  }
}

function isFolder({ kind, target }: FileInfo): boolean {
  return kind === "folder" || target === "folder";
}

/** A failure as the editor's own error; `target` is what is in the way when something exists. */
function asEditors(error: unknown, uri: Uri, target: Uri = uri): FileSystemError {
  const failure = Failure.from(error);
  const words = failureSentences(failure);
  if (failure.code === "fileNotFound") return FileSystemError.FileNotFound(uri);
  if (failure.code === "fileExists") return FileSystemError.FileExists(target);
  if (failure.code === "fileFailed") return FileSystemError.NoPermissions(words);
  return FileSystemError.Unavailable(words);
}
