import { Failure } from "../base/failure.ts";
import type { Exit } from "../sandbox/sandbox.ts";

/** A server that is gone, as a failure: how it ended and what it said last. */
export function exitFailure(exit: Exit, tail: string | undefined): Failure {
  const details = { cause: exit, ...(tail !== undefined && { log: tail }) };
  return new Failure("serverExited", describeExit(exit), details);
}

/** Whether the server ended by itself and said that all was well. */
export function endedWell({ code, cause }: Failure): boolean {
  if (code !== "serverExited" || typeof cause !== "object" || cause === null) return false;
  return "kind" in cause && cause.kind === "exited" && "code" in cause && cause.code === 0;
}

function describeExit(exit: Exit): string {
  switch (exit.kind) {
    case "exited":
      return `The server ended with exit code ${exit.code}.`;
    case "signalled":
      return `The server was ended by ${exit.signal}.`;
    case "limit":
      return `The server was ended by a limit of its sandbox: ${exit.message}`;
    case "lost":
      return `The sandbox went away under the server: ${exit.message}`;
  }
}
