import { Failure } from "../base/failure.ts";
import type { Exit } from "./sandbox.ts";

export function fileNotFound(path: string, cause?: unknown): Failure {
  return new Failure("fileNotFound", `${path} was not found in the sandbox.`, { cause });
}

export function fileExists(path: string, cause?: unknown): Failure {
  return new Failure("fileExists", `${path} is there already.`, { cause });
}

/** @param doing what was tried, as in `${path} cannot be ${doing}`. */
export function fileFailed(path: string, doing: string, reason: string, cause?: unknown): Failure {
  const words = reason
    .replace(/^[A-Z](?=[a-z\s])/, (letter) => letter.toLowerCase())
    .replace(/[.\s]+$/, "");
  return new Failure("fileFailed", `${path} cannot be ${doing}: ${words}.`, { cause });
}

/**
 * Why a program failed that was to do something with a file.
 * @param said what it said itself.
 */
export function programFailed(path: string, doing: string, exit: Exit, said: string): Failure {
  switch (exit.kind) {
    case "exited": {
      const reason = said || `exit code ${exit.code}`;
      const isMissing = exit.code === 127;
      return fileFailed(path, doing, isMissing ? `the sandbox lacks a program (${said})` : reason);
    }
    case "limit":
      return fileFailed(path, doing, exit.message);
    case "lost":
      return new Failure("sandboxFailed", exit.message);
    case "signalled":
      return new Failure("sandboxFailed", "The sandbox was closed.");
  }
}

export function refuseNul(path: string): void {
  if (!path.includes("\0")) return;
  throw new Failure(
    "fileFailed",
    `${path.replaceAll("\0", "?")} is no path: it holds a NUL character.`,
  );
}
