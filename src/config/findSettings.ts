import { stat } from "node:fs/promises";
import { dirname, join } from "node:path";
import { Failure } from "../base/failure.ts";
import { readSettings, type SettingsFile } from "./settingsFile.ts";

/**
 * The settings of the workspace that a folder belongs to: the nearest `.vscode/settings.json` upward
 * that names servers or cannot be read (it may be the one that is meant), else the nearest one at
 * all, else the one that would be made in the folder.
 */
export async function locateSettings(from: string): Promise<string> {
  let nearest: string | undefined;
  for (const folder of upward(from)) {
    const file = settingsIn(folder);
    if (!(await isFile(file))) continue;
    if (await isMeant(file)) return file;
    nearest ??= file;
  }
  return nearest ?? settingsIn(from);
}

/** Reads them. Throws `config`, with line and column, when they are broken. */
export async function findSettings(from: string): Promise<SettingsFile> {
  return readSettings(await locateSettings(from));
}

const settingsIn = (folder: string): string => join(folder, ".vscode", "settings.json");

async function isMeant(file: string): Promise<boolean> {
  return readSettings(file).then(
    (settings) => settings.servers !== undefined,
    () => true,
  );
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
