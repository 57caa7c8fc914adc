import type { FailureCode } from "../base/failure.ts";

/** What each exit code means, for the help. */
export const exitCodes: readonly (readonly [number, string])[] = [
  [0, "done"],
  [1, "the tool answered with an error"],
  [2, "words, options or arguments that make no sense"],
  [3, "configuration: a setting, a secret or a server's name"],
  [4, "sandbox: it cannot be made, or a program is not in it"],
  [5, "server: it failed, ended or broke the protocol"],
  [70, "a fault of mcp-sandbox itself"],
  [124, "out of time"],
  [130, "cancelled (143 by SIGTERM, 129 by SIGHUP)"],
];

const byFailure: Readonly<Record<FailureCode, number>> = {
  usage: 2,
  invalidArguments: 2,
  unknownTool: 2,
  config: 3,
  secretMissing: 3,
  untrusted: 3,
  notAllowed: 3,
  unknownServer: 3,
  sandboxUnavailable: 4,
  keyMissing: 3,
  keyRejected: 3,
  serviceUnreachable: 4,
  planLimit: 4,
  templateMissing: 3,
  sandboxFailed: 4,
  fileNotFound: 4,
  fileExists: 4,
  fileFailed: 4,
  installFailed: 4,
  commandNotFound: 4,
  handshakeFailed: 5,
  serverExited: 5,
  serverError: 5,
  protocol: 5,
  invalidResult: 5,
  internal: 70,
  timeout: 124,
  cancelled: 130,
};

export const exitCodeOf = (code: FailureCode): number => byFailure[code];

/** Exit code of a tool that answered with an error. */
export const toolError = 1;
/** Exit code of a machine that does not hold what a sandbox needs. */
export const sandboxTrouble = 4;
