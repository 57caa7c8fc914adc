import { mkdir, rename, rm, writeFile } from "node:fs/promises";
import { dirname, join } from "node:path";
import { Failure } from "../../base/failure.ts";
import { fileExists, fileFailed } from "../fileFailures.ts";
import type { Sandbox } from "../sandbox.ts";
import type { FetchOptions } from "./fetchFolder.ts";
import {
  defaultLimitBytes,
  hostFailure,
  refuseAborted,
  shownSize,
  systemCode,
  temporaryName,
  type Transferred,
} from "./transfer.ts";

/**
 * Copies one file of a sandbox to this machine; makes the folders above it. All or nothing.
 * Rejects with `fileExists` when something is there, unless `overwrite`.
 */
export async function fetchFile(
  { files }: Pick<Sandbox, "files">,
  source: string,
  target: string,
  { signal, limitBytes = defaultLimitBytes, overwrite = false, onProgress }: FetchOptions = {},
): Promise<Transferred> {
  refuseAborted(signal);
  const { kind, target: leadsTo, size } = await files.stat(source);
  if ((leadsTo ?? kind) === "folder") throw fileFailed(source, "fetched", "it is a folder");
  refuseTooLarge(source, size, limitBytes);
  const data = await files.read(source);
  // What was told before need not be true any more, nor ever have been.
  refuseTooLarge(source, data.length, limitBytes);
  refuseAborted(signal);
  await mkdir(dirname(target), { recursive: true }).catch((error: unknown) => {
    throw hostFailure(error, dirname(target), "made");
  });
  await (overwrite ? replace(target, data) : create(target, data));
  const done = { files: 1, bytes: data.length, totalBytes: data.length };
  onProgress?.(done);
  return done;
}

async function create(target: string, data: Uint8Array): Promise<void> {
  try {
    await writeFile(target, data, { flag: "wx" });
  } catch (error) {
    if (systemCode(error) === "EEXIST") throw fileExists(target, error);
    await rm(target, { force: true });
    throw hostFailure(error, target, "written");
  }
}

/** A link that is there is replaced, and what it leads to left alone. */
async function replace(target: string, data: Uint8Array): Promise<void> {
  const draft = join(dirname(target), temporaryName());
  try {
    await writeFile(draft, data, { flag: "wx" });
    await rename(draft, target);
  } catch (error) {
    await rm(draft, { force: true });
    throw hostFailure(error, target, "written");
  }
}

function refuseTooLarge(source: string, size: number, limitBytes: number): void {
  if (size <= limitBytes) return;
  throw new Failure(
    "fileFailed",
    `${source} has ${shownSize(size)}, and at most ${shownSize(limitBytes)} are fetched from a sandbox.`,
  );
}
