import type { Failure } from "../../base/failure.ts";
import { fileFailed, fileNotFound } from "../fileFailures.ts";
import { e2bFailure } from "./e2bFailure.ts";

/** What went wrong with a file, or what ended the sandbox. Decides by classes' names and codes. */
export function fileFailure(error: unknown, path: string, doing: string): Failure {
  const { name, message } = Object(error) as { name?: unknown; message?: unknown };
  const said = String(message);
  switch (name) {
    case "FileNotFoundError":
      return fileNotFound(path, error);
    case "NotEnoughSpaceError":
      return fileFailed(path, doing, "the sandbox's disk is full", error);
    case "InvalidArgumentError":
      return fileFailed(path, doing, reasonIn(said), error);
    case "SandboxError":
      return isRefusal(said)
        ? fileFailed(path, doing, reasonIn(said), error)
        : e2bFailure(error, "work on its files");
    default:
      return e2bFailure(error, "work on its files");
  }
}

/**
 * The SDK puts the code in front of the message and nowhere else. The daemon answers with these
 * when the system did not let it: `permission_denied` and `internal` of its calls, 403 and 500 of
 * HTTP.
 */
const isRefusal = (said: string): boolean => /^(7|13|403|500): /.test(said);

/** Without codes, and without the path that the daemon repeats in front of the system's words. */
const reasonIn = (said: string): string => said.replace(/^(\d+: )?(\[\w+\] )?/, "");
