/**
 * What went wrong, to decide by. Who caused it is in the name: `usage`, `config` and
 * `invalidArguments` are the caller's, `sandbox…` the machine's, `server…` the MCP server's.
 */
export type FailureCode =
  | "usage" // words of a command line or a call that make no sense
  | "config" // a setting that is missing or wrong
  | "secretMissing" // a `${secret:NAME}` that nobody has set
  | "untrusted" // the workspace is not trusted
  | "notAllowed" // the user has not allowed what would be started
  | "unknownServer"
  | "unknownTool"
  | "invalidArguments" // tool arguments that do not fit the input schema
  | "invalidResult" // structured output that does not fit the output schema
  | "sandboxUnavailable" // this machine cannot hold a sandbox as it is
  | "keyMissing" // a service is to be used and nobody has given its key
  | "keyRejected" // the service does not take the key
  | "serviceUnreachable" // no answer from the service
  | "planLimit" // the service's plan does not allow it, or not now
  | "templateMissing" // the service has no such template
  | "sandboxFailed" // the sandbox could not be made, or went away
  | "fileNotFound" // nothing is at that path in the sandbox
  | "fileExists" // something is there already
  | "fileFailed" // the sandbox does not let it be read or written
  | "installFailed" // an install command ended with an error
  | "commandNotFound" // the server's program is not visible inside the sandbox
  | "handshakeFailed" // the program runs, but no MCP session came about
  | "serverExited" // the server ended while it was needed
  | "serverError" // the server answered with a JSON-RPC error
  | "protocol" // the server broke the protocol
  | "timeout"
  | "cancelled"
  | "internal"; // our own fault

/** One thing wrong with one value: where it is, what is wrong, what was expected. */
export interface Problem {
  /** Path of the value, e.g. `mcpSandbox.servers.files.sandbox.memoryMB` or `/path/0`. */
  readonly path: string;
  readonly message: string;
}

export interface FailureDetails {
  readonly cause?: unknown;
  /** What the reader can do about it, as a sentence or a command. */
  readonly remedy?: string;
  /** The last lines that the server or an install command wrote. */
  readonly log?: string;
  readonly problems?: readonly Problem[];
  /** JSON-RPC error code and data as the server sent them, for `serverError`. */
  readonly rpc?: { readonly code: number; readonly data?: unknown };
  /** The whole result as the server sent it, for `invalidResult`. */
  readonly result?: unknown;
}

/** The one error that leaves the core: a code to decide by, a message to read, a cause to log. */
export class Failure extends Error {
  override readonly name = "Failure";
  readonly code: FailureCode;
  readonly remedy: string | undefined;
  readonly log: string | undefined;
  readonly problems: readonly Problem[];
  readonly rpc: FailureDetails["rpc"];
  readonly result: unknown;

  constructor(code: FailureCode, message: string, details: FailureDetails = {}) {
    super(message, "cause" in details ? { cause: details.cause } : undefined);
    this.code = code;
    this.remedy = details.remedy;
    this.log = details.log;
    this.problems = details.problems ?? [];
    this.rpc = details.rpc;
    this.result = details.result;
  }

  /** Turns anything caught into a failure; one that is a failure already stays as it is. */
  static from(error: unknown, code: FailureCode = "internal"): Failure {
    if (error instanceof Failure) return error;
    if (error instanceof Error && error.name === "AbortError")
      return new Failure("cancelled", "Cancelled.", { cause: error });
    if (error instanceof Error && error.name === "TimeoutError")
      return new Failure("timeout", error.message, { cause: error });
    return new Failure(code, error instanceof Error ? error.message : String(error), {
      cause: error,
    });
  }
}
