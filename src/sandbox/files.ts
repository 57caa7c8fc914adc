/**
 * The files in a sandbox as its programs see them. Paths are absolute, or relative to the private
 * home. Every method rejects with a Failure: `fileNotFound`, `fileExists`, `fileFailed` (with the
 * reason), or what ended the sandbox.
 */
export interface Files {
  stat(path: string): Promise<FileInfo>;
  /** What is directly in a folder. */
  list(path: string): Promise<readonly FileInfo[]>;
  read(path: string): Promise<Uint8Array>;
  /** Writes the whole file; makes the folders above it. */
  write(path: string, data: Uint8Array): Promise<void>;
  /** Makes the folder and those above it; one that is there already is as good. */
  makeDir(path: string): Promise<void>;
  /** Moves a file or folder and makes the folders above; what was at `to` is replaced only with `overwrite`. */
  move(from: string, to: string, options?: { readonly overwrite?: boolean }): Promise<void>;
  /** Removes a file, or a folder with all that is in it. */
  remove(path: string): Promise<void>;
}

export interface FileInfo {
  /** Last part of the path. */
  readonly name: string;
  /** Absolute path inside. */
  readonly path: string;
  readonly kind: "file" | "folder" | "link";
  /** Bytes; zero for a folder. */
  readonly size: number;
  /** Epoch milliseconds. */
  readonly modifiedAt: number;
  /** What a link leads to, if it leads anywhere; what is behind it is read and written through it. */
  readonly target?: "file" | "folder";
}
