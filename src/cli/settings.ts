import { resolve } from "node:path";
import { Failure } from "../base/failure.ts";
import { closest } from "../config/closest.ts";
import { findSettings, locateSettings, openSettings } from "../config/findSettings.ts";
import type { ServerConfig } from "../config/serverEntry.ts";
import { folderOf, type SettingsFile } from "../config/settingsFile.ts";
import type { World } from "./world.ts";

/** The settings that a command works on: the file that is named, else those of the current folder. */
export async function settingsOf(
  world: Pick<World, "cwd">,
  file: string | undefined,
  options: { readonly mayBeMade?: boolean } = {},
): Promise<SettingsFile> {
  if (file === undefined) return findSettings(world.cwd);
  return openSettings(resolve(world.cwd, file), options.mayBeMade !== true);
}

/** The folder of the settings that a command works on, whatever is in them. */
export async function workspaceOf(
  world: Pick<World, "cwd">,
  file: string | undefined,
): Promise<string> {
  return folderOf(file === undefined ? await locateSettings(world.cwd) : resolve(world.cwd, file));
}

/** A server of the settings. Throws `config` when its entry is broken, `unknownServer` when it is not there. */
export function serverNamed(settings: SettingsFile, name: string): ServerConfig {
  const { servers, problems } = settings.parse();
  const found = servers.find((server) => server.name === name);
  if (found !== undefined) return found;
  const own = problems.filter((problem) => "server" in problem && problem.server === name);
  if (own.length > 0)
    throw new Failure("config", `The entry of ${name} in ${settings.file} is wrong.`, {
      problems: own,
    });
  throw unknownServer(settings, name, servers);
}

function unknownServer(
  { file, exists }: SettingsFile,
  name: string,
  servers: readonly ServerConfig[],
) {
  const names = servers.map((server) => server.name);
  const meant = closest(name, names);
  const where = exists
    ? `in ${file}`
    : `here: there is no .vscode/settings.json in this folder or above it`;
  const known = names.length === 0 ? "" : ` Known are: ${names.join(", ")}.`;
  return new Failure("unknownServer", `There is no server ${name} ${where}.${known}`, {
    remedy:
      meant === undefined
        ? `Add it: mcp-sandbox server add ${name} --command "…"`
        : `Did you mean ${meant}?`,
  });
}
