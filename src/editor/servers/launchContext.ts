import { homedir } from "node:os";
import { workspace } from "vscode";
import type { Context } from "../../config/context.ts";
import type { Secrets } from "./secrets.ts";

/** What the variables of a launch mean in this window. */
export function launchContext(secrets: Secrets): Context {
  return {
    folders: (workspace.workspaceFolders ?? []).map(({ name, uri }) => ({
      name,
      path: uri.fsPath,
    })),
    userHome: homedir(),
    env: process.env,
    secret: (name, signal) => secrets.get(name, signal),
    isTrusted: () => workspace.isTrusted,
  };
}

/** Tells one workspace from another. */
export function workspaceId(): string {
  return (workspace.workspaceFile ?? workspace.workspaceFolders?.[0]?.uri)?.toString() ?? "";
}
