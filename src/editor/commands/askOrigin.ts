import { workspace } from "vscode";
import type { Origin } from "../../config/serverEntry.ts";
import { settings } from "../contributions.ts";
import type { Choice } from "./ask.ts";

/** The settings that a server can be saved to, the most usual first. */
export function origins(): readonly Choice<Origin>[] {
  const path = settings.servers;
  const folders = workspace.workspaceFolders ?? [];
  const isMany = workspace.workspaceFile !== undefined;
  const [first] = folders;
  const inFolders = isMany
    ? folders.map(({ name, uri }) => ({
        label: `$(folder) ${name}`,
        description: "settings of this folder",
        value: { scope: "folder", folder: uri.fsPath, path } as const,
      }))
    : [];
  const inWorkspace =
    first === undefined
      ? []
      : [
          {
            label: "$(root-folder) This workspace",
            description: isMany ? "settings of the workspace file" : ".vscode/settings.json",
            value: { scope: "workspace", folder: first.uri.fsPath, path } as const,
          },
        ];
  const everywhere = {
    label: "$(account) All my workspaces",
    description: "user settings",
    value: { scope: "user", path } as const,
  };
  return [...inWorkspace, ...inFolders, everywhere];
}
