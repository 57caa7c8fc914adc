import { readFile, stat } from "node:fs/promises";
import { Failure } from "../../base/failure.ts";
import type { Sandbox } from "../sandbox.ts";
import {
  defaultLimitBytes,
  hostFailure,
  refuseAborted,
  shownSize,
  type Transferred,
  type TransferOptions,
} from "./transfer.ts";

/** Puts a copy of one file of this machine into a sandbox; one that is at the target is replaced. */
export async function putFile(
  { files }: Pick<Sandbox, "files">,
  source: string,
  target: string,
  { signal, limitBytes = defaultLimitBytes, onProgress }: TransferOptions = {},
): Promise<Transferred> {
  refuseAborted(signal);
  const data = await readWithin(source, limitBytes).catch((error: unknown) => {
    throw hostFailure(error, source, "read");
  });
  refuseAborted(signal);
  await files.write(target, data);
  const done = { files: 1, bytes: data.length, totalBytes: data.length };
  onProgress?.(done);
  return done;
}

async function readWithin(source: string, limitBytes: number): Promise<Uint8Array> {
  const { size } = await stat(source);
  if (size <= limitBytes) return readFile(source);
  throw new Failure(
    "fileFailed",
    `${source} has ${shownSize(size)}, and at most ${shownSize(limitBytes)} are put into a sandbox.`,
  );
}
