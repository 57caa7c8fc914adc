import type { Failure, FailureCode } from "../../base/failure.ts";
import { type CommandId, commands, settings as settingIds } from "../contributions.ts";

/** Something to click: a command of ours or of the editor, with what it works on. */
export interface Action {
  readonly title: string;
  readonly command:
    | CommandId
    | "workbench.trust.manage"
    | "workbench.action.openSettings"
    | "vscode.open";
  readonly args: readonly unknown[];
}

/** What happened, in two or three words. */
export const shortWords: Readonly<Record<FailureCode, string>> = {
  usage: "not possible",
  config: "settings are wrong",
  secretMissing: "a secret is missing",
  untrusted: "workspace is not trusted",
  notAllowed: "not allowed to start",
  unknownServer: "no such server",
  unknownTool: "no such tool",
  invalidArguments: "arguments do not fit",
  invalidResult: "result breaks its schema",
  sandboxUnavailable: "no sandbox on this machine",
  keyMissing: "no E2B API key",
  keyRejected: "E2B API key is not accepted",
  serviceUnreachable: "E2B cannot be reached",
  planLimit: "the E2B plan does not allow it",
  templateMissing: "no such template",
  sandboxFailed: "sandbox failed",
  fileNotFound: "no such file",
  fileExists: "file exists",
  fileFailed: "file cannot be used",
  installFailed: "install failed",
  commandNotFound: "command not found",
  handshakeFailed: "no MCP handshake",
  serverExited: "server ended",
  serverError: "server reports an error",
  protocol: "server breaks the protocol",
  timeout: "took too long",
  cancelled: "cancelled",
  internal: "internal error",
};

/** What a user can do about a failure, the most useful first. */
export function actionsFor(failure: Failure, server?: string): readonly Action[] {
  const on = server === undefined ? [] : [server];
  const showLog: Action = { title: "Show Log", command: commands.showLog, args: on };
  const settings: Action = { title: "Open Settings", command: commands.openSettings, args: on };
  const restart: Action[] =
    server === undefined ? [] : [{ title: "Restart", command: commands.restart, args: on }];
  switch (failure.code) {
    case "config":
      return [settings];
    case "templateMissing":
      return [{ title: "Edit Server", command: commands.edit, args: on }];
    case "secretMissing":
      return restart.map((action) => ({ ...action, title: "Enter Secret" }));
    case "notAllowed":
      return server === undefined
        ? []
        : [{ title: "Ask Again", command: commands.start, args: on }];
    case "untrusted":
      return [{ title: "Manage Workspace Trust", command: "workbench.trust.manage", args: [] }];
    case "sandboxUnavailable":
      return [...copyRemedy(failure), { title: "Doctor", command: commands.doctor, args: [] }];
    case "commandNotFound":
      return [settings, showLog];
    case "keyMissing":
    case "keyRejected":
      return [setKey, ...(server === undefined ? [] : [useLocal])];
    case "serviceUnreachable":
      return [serviceSettings, ...restart];
    case "planLimit":
      return [showSandboxes, ...restart];
    case "installFailed":
    case "sandboxFailed":
    case "handshakeFailed":
    case "serverExited":
    case "protocol":
    case "timeout":
      return [showLog, ...restart];
    case "invalidResult":
    case "serverError":
    case "internal":
      return [showLog];
    case "usage":
    case "unknownServer":
    case "unknownTool":
    case "invalidArguments":
    case "cancelled":
    case "fileNotFound":
    case "fileExists":
    case "fileFailed":
      return [];
  }
}

const setKey: Action = { title: "Set E2B API Key", command: commands.setE2BKey, args: [] };

const showSandboxes: Action = {
  title: "Show Sandboxes",
  command: commands.showSandboxes,
  args: [],
};

/** Opens the setting that says where servers run whose entry does not. */
const useLocal = openSettings("Use Local Sandbox", settingIds.provider);

const serviceSettings = openSettings("Open E2B Settings", "mcpSandbox.e2b");

function openSettings(title: string, about: string): Action {
  return { title, command: "workbench.action.openSettings", args: [about] };
}

function copyRemedy({ remedy }: Failure): Action[] {
  return remedy === undefined
    ? []
    : [{ title: "Copy Remedy", command: commands.copyText, args: [remedy] }];
}

/** The failure in sentences: what happened, each problem with its place, what to do. */
export function failureSentences(failure: Failure): string {
  const problems = failure.problems.map(({ path, message }) =>
    path === "" ? message : `${path}: ${message}`,
  );
  return [failure.message, ...problems, failure.remedy ?? ""]
    .filter((line) => line !== "")
    .join("\n");
}

/** The last line that the server or an install command wrote, if it wrote any. */
export function lastLine({ log }: Failure): string | undefined {
  return log
    ?.split("\n")
    .map((line) => line.trim())
    .findLast((line) => line !== "");
}
