import { ConfigurationTarget, workspace } from "vscode";
import { isRecord } from "../../config/jsonPath.ts";
import type { Origin, ServerEntry } from "../../config/serverEntry.ts";
import { settings } from "../contributions.ts";
import { settingsFileOf } from "./configuration.ts";

/** Writes one server into the settings of a scope; `undefined` takes it out. Comments there stay. */
export async function writeServer(
  origin: Origin,
  name: string,
  entry: ServerEntry | undefined,
): Promise<void> {
  const uri = settingsFileOf(origin);
  if (uri?.scheme !== "file") return writeByEditor(origin, name, entry);
  const open = workspace.textDocuments.find(
    (document) => document.uri.toString() === uri.toString(),
  );
  if (open?.isDirty === true) await open.save();
  const { readSettings } = await import("../../config/settingsFile.ts");
  const edit = await import("../../config/editSettings.ts");
  await edit.writeServer(await readSettings(uri.fsPath), name, entry);
}

/** The user's settings, and folders that are no files: the editor writes the setting as a whole. */
async function writeByEditor(
  { scope }: Origin,
  name: string,
  entry: ServerEntry | undefined,
): Promise<void> {
  const configuration = workspace.getConfiguration();
  const inspected = configuration.inspect<unknown>(settings.servers);
  const isUsers = scope === "user";
  const before = isUsers ? inspected?.globalValue : inspected?.workspaceValue;
  const { [name]: _, ...others } = isRecord(before) ? before : {};
  const servers = entry === undefined ? others : { ...others, [name]: entry };
  const target = isUsers ? ConfigurationTarget.Global : ConfigurationTarget.Workspace;
  await configuration.update(settings.servers, servers, target);
}
