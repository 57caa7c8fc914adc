import { Readable } from "node:stream";
import { pipeline } from "node:stream/promises";
import { createGunzip } from "node:zlib";
import { extract } from "tar-stream";
import { Failure } from "../../base/failure.ts";
import { refuseAborted, strange, type Transferred, type TransferOptions } from "./transfer.ts";
import { Unpacking } from "./unpacking.ts";

type Options = Omit<TransferOptions, "limitBytes"> & {
  /** How much the whole archive may be when it is unzipped. */
  readonly limitBytes: number;
  /** What it rejects with when it is more. */
  readonly tooLarge: () => Failure;
};

/**
 * Unpacks a `.tar.gz` from a sandbox into an empty folder, without trusting it in anything. When
 * this rejects, something may lie in the folder, and nothing outside of it.
 */
export async function unpack(
  archive: AsyncIterable<Uint8Array>,
  stage: string,
  options: Options,
): Promise<Transferred> {
  const reader = extract();
  const feeding = pipeline(
    Readable.from(archive),
    createGunzip(),
    (zipped: AsyncIterable<Buffer>) => bounded(zipped, options),
    reader,
  );
  // Heard below; until then the reader is what tells.
  feeding.catch(() => {});
  const unpacking = new Unpacking(stage, options);
  try {
    for await (const entry of reader) await unpacking.take(entry);
    await feeding;
  } catch (error) {
    throw error instanceof Failure ? error : strange("it is damaged", error);
  }
  return unpacking.finish();
}

async function* bounded(
  chunks: AsyncIterable<Buffer>,
  { limitBytes, tooLarge, signal }: Options,
): AsyncGenerator<Buffer> {
  let bytes = 0;
  for await (const chunk of chunks) {
    refuseAborted(signal);
    bytes += chunk.length;
    if (bytes > limitBytes) throw tooLarge();
    yield chunk;
  }
}
