import { constants } from "node:fs";
import { open } from "node:fs/promises";
import { join } from "node:path";
import { pipeline } from "node:stream/promises";
import { createGzip } from "node:zlib";
import { pack, type Pack } from "tar-stream";
import { fileFailed } from "../fileFailures.ts";
import type { Entry, Survey } from "./survey.ts";
import { hostFailure, type Transferred } from "./transfer.ts";

/** Large enough for few requests, small enough to be stopped between two. */
const pieceBytes = 8 * 1024 * 1024;

export interface Piece {
  readonly data: Uint8Array;
  /** What has been packed up to here. */
  readonly done: Transferred;
}

/** The entries as a packed archive (`.tar.gz`), piece by piece; a piece is made when it is asked for. */
export async function* packed({ root, entries }: Survey): AsyncGenerator<Piece> {
  const archive = pack();
  const zip = createGzip({ level: 1 });
  const packing = new Packing(root, archive);
  // What goes wrong in either ends the reading below, with its own error.
  const filling = packing.fill(entries).catch((error: unknown) => {
    archive.destroy(hostFailure(error, root, "packed"));
  });
  const zipping = pipeline(archive, zip).catch(() => {});
  let chunks: Buffer[] = [];
  let size = 0;
  for await (const chunk of zip as AsyncIterable<Buffer>) {
    chunks.push(chunk);
    size += chunk.length;
    if (size < pieceBytes) continue;
    yield { data: Buffer.concat(chunks), done: packing.done };
    [chunks, size] = [[], 0];
  }
  await Promise.all([filling, zipping]);
  yield { data: Buffer.concat(chunks), done: packing.done };
}

class Packing {
  readonly #root: string;
  readonly #archive: Pack;
  #files = 0;
  #bytes = 0;

  constructor(root: string, archive: Pack) {
    this.#root = root;
    this.#archive = archive;
  }

  get done(): Transferred {
    return { files: this.#files, bytes: this.#bytes };
  }

  async fill(entries: readonly Entry[]): Promise<void> {
    for (const entry of entries) {
      if (entry.kind === "file") await this.#file(entry);
      else await this.#other(entry);
    }
    this.#archive.finalize();
  }

  /** As large as it is now; one that is written to meanwhile is cut there. */
  async #file({ path, mode, modifiedAt }: Entry): Promise<void> {
    const host = join(this.#root, path);
    const failed = (error: unknown): never => {
      throw hostFailure(error, host, "read");
    };
    const handle = await open(host, constants.O_RDONLY | constants.O_NOFOLLOW).catch(failed);
    try {
      const { size } = await handle.stat();
      const sink = this.#archive.entry({ name: path, size, mode, mtime: modifiedAt });
      let sent = 0;
      const content = async function* () {
        if (size === 0) return;
        for await (const chunk of handle.createReadStream({
          ...{ start: 0, end: size - 1, autoClose: false },
        }) as AsyncIterable<Buffer>) {
          sent += chunk.length;
          yield chunk;
        }
        if (sent < size) throw fileFailed(host, "read", "it became shorter meanwhile");
      };
      await pipeline(content, sink);
      this.#files += 1;
      this.#bytes += size;
    } finally {
      await handle.close();
    }
  }

  #other({ path, kind, mode, modifiedAt, target = "" }: Entry): Promise<void> {
    const header = { name: path, mode, mtime: modifiedAt };
    return new Promise((resolve, reject) => {
      this.#archive.entry(
        kind === "folder"
          ? { ...header, type: "directory" }
          : { ...header, type: "symlink", linkname: target },
        (error) => (error ? reject(error) : resolve()),
      );
    });
  }
}
