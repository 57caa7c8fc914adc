import { Failure } from "../../base/failure.ts";
import { fileFailed } from "../fileFailures.ts";

export interface TransferOptions {
  readonly signal?: AbortSignal;
  readonly onProgress?: (done: Transferred) => void;
  /** What was left out, and why, line by line. */
  readonly onDidSay?: (line: string) => void;
  /** More is refused; 200 MB when absent. */
  readonly limitBytes?: number;
}

export interface Transferred {
  readonly files: number;
  readonly bytes: number;
  /** Absent where nobody knows before it is over. */
  readonly totalBytes?: number;
}

export const defaultLimitBytes = 200_000_000;

/** A name that nothing else has, in the folder that is to hold it for a while. */
export const temporaryName = (): string => `.mcp-sandbox-${crypto.randomUUID()}`;

export function refuseAborted(signal: AbortSignal | undefined): void {
  if (signal?.aborted === true) throw Failure.from(signal.reason, "cancelled");
}

export function shownSize(bytes: number): string {
  return bytes < 1_000_000 ? `${Math.ceil(bytes / 1000)} KB` : `${Math.ceil(bytes / 1_000_000)} MB`;
}

const reasons: Readonly<Record<string, string>> = {
  EACCES: "permission denied",
  EPERM: "permission denied",
  ENOENT: "it does not exist",
  ENOSPC: "the disk is full",
  EDQUOT: "the disk is full",
  ENOTDIR: "a part of its path is not a folder",
  EROFS: "the disk is read-only",
};

/** What this machine's file system said. @param doing as in `${path} cannot be ${doing}`. */
export function hostFailure(error: unknown, path: string, doing: string): Failure {
  if (error instanceof Failure) return error;
  const message = error instanceof Error ? error.message : String(error);
  return fileFailed(path, doing, reasons[systemCode(error)] ?? message, error);
}

/** Such as `ENOENT`. */
export const systemCode = (error: unknown): string =>
  String((Object(error) as { readonly code?: unknown }).code);

/** What no honest program would send. */
export function strange(reason: string, cause?: unknown): Failure {
  return new Failure("fileFailed", `What the sandbox has sent is not taken: ${reason}.`, { cause });
}
