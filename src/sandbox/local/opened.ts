import { closeSync, openSync, readlinkSync } from "node:fs";
import { Failure } from "../../base/failure.ts";

/** Linux' O_PATH: holds a file or folder in place without reading it. */
const hold = 0o10000000;

/**
 * Holds a path open, so that what is put into the jail is what was looked at, whatever is renamed
 * meanwhile. Throws a Failure when the path leads elsewhere by now, or nowhere.
 */
export function openInPlace(path: string): number {
  const descriptor = open(path);
  if (readlinkSync(`/proc/self/fd/${descriptor}`) === path) return descriptor;
  closeSync(descriptor);
  throw replaced(path);
}

/** Opens a file of the host's system for reading; undefined where it is gone or closed to us. */
export function openIfThere(path: string): number | undefined {
  try {
    return openSync(path, "r");
  } catch {
    return undefined;
  }
}

function open(path: string): number {
  try {
    return openSync(path, hold);
  } catch (cause) {
    throw replaced(path, cause);
  }
}

function replaced(path: string, cause?: unknown): Failure {
  return new Failure("sandboxFailed", `${path} was moved or replaced while it was being granted.`, {
    cause,
    remedy: "Start the server again.",
  });
}
