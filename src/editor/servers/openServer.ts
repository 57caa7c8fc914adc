import { commands, Range, Selection, TextEditorRevealType, window, workspace } from "vscode";
import type { Origin } from "../../config/serverEntry.ts";
import { settings } from "../contributions.ts";
import { settingsFileOf } from "./configuration.ts";

/** Opens the settings where a server stands, the cursor on its entry. */
export async function openServer(origin: Origin | undefined, name?: string): Promise<void> {
  const uri = origin === undefined ? undefined : settingsFileOf(origin);
  if (uri === undefined) await commands.executeCommand("workbench.action.openSettingsJson");
  else await window.showTextDocument(await workspace.openTextDocument(uri));
  const editor = window.activeTextEditor;
  if (editor === undefined) return;
  const { findNodeAtLocation, parseTree } = await import("jsonc-parser");
  const root = parseTree(editor.document.getText());
  const paths = [
    ...(name === undefined ? [] : [[settings.servers, name]]),
    [settings.servers],
  ].flatMap((path) => [path, ["settings", ...path]]);
  const node = paths
    .map((path) => (root === undefined ? undefined : findNodeAtLocation(root, path)))
    .find((found) => found !== undefined);
  if (node === undefined) return;
  const property = node.parent ?? node;
  const start = editor.document.positionAt(property.offset);
  const end = editor.document.positionAt(property.offset + property.length);
  editor.selection = new Selection(start, start);
  editor.revealRange(new Range(start, end), TextEditorRevealType.InCenterIfOutsideViewport);
}
