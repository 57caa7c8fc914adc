import { stat } from "node:fs/promises";
import { dirname, join } from "node:path";
import { Failure } from "../base/failure.ts";
import { readSettings, type SettingsFile } from "./settingsFile.ts";

/**
 * The settings of the workspace that a folder belongs to: the nearest `.vscode/settings.json` upward
 * that names servers, else the nearest one at all, else the one that would be made in the folder.
 * A file on the way that cannot be read is an error: it may be the one that is meant.
 */
export async function findSettings(from: string): Promise<SettingsFile> {
  let nearest: SettingsFile | undefined;
  for (const folder of upward(from)) {
    const file = join(folder, ".vscode", "settings.json");
    if (!(await isFile(file))) continue;
    const settings = await readSettings(file);
    if (settings.servers !== undefined) return settings;
    nearest ??= settings;
  }
  return nearest ?? readSettings(join(from, ".vscode", "settings.json"));
}

/** The file that the caller names. Throws `config` when it must be there and is not. */
export async function openSettings(file: string, mustExist: boolean): Promise<SettingsFile> {
  if (mustExist && !(await isFile(file)))
    throw new Failure("config", `There is no file ${file}.`, {
      remedy: "Name a settings.json, an mcp.json or a servers.json of e2b-mcp.",
    });
  return readSettings(file);
}

function* upward(from: string): Iterable<string> {
  let folder = from;
  for (; dirname(folder) !== folder; folder = dirname(folder)) yield folder;
  yield folder;
}

async function isFile(file: string): Promise<boolean> {
  return stat(file).then(
    (found) => found.isFile(),
    () => false,
  );
}
