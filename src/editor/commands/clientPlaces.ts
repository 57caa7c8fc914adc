import { homedir } from "node:os";
import { workspace } from "vscode";
import type { Here } from "../../config/clients/places.ts";

/** What decides where other clients have their files: the machine that the extension runs on. */
export function clientsHere(): Here {
  const { platform, env } = process;
  const folder = workspace.workspaceFolders?.find(({ uri }) => uri.scheme === "file")?.uri.fsPath;
  return { platform, env, home: homedir(), ...(folder === undefined ? {} : { folder }) };
}
