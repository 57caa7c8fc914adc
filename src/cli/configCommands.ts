import { resolve } from "node:path";
import { removeServers } from "../config/editSettings.ts";
import { atomicWrite } from "../config/atomicWrite.ts";
import { locateSettings } from "../config/findSettings.ts";
import { readSettings } from "../config/settingsFile.ts";
import { agree } from "./agree.ts";
import type { Outcome } from "./outcome.ts";
import { tellProblems } from "./serverList.ts";
import { settingsOf } from "./settings.ts";
import type { Terminal } from "./terminal.ts";
import { count, safeText } from "./text.ts";
import { toJson } from "./toJson.ts";
import type { World } from "./world.ts";

interface Flags {
  readonly config?: string;
  readonly yes?: boolean;
}

/** The servers as they stand in the file. */
export async function showConfig(flags: Flags, world: World, terminal: Terminal): Promise<Outcome> {
  const settings = await settingsOf(world, flags.config);
  const { problems } = settings.parse();
  const { file, exists, servers = {} } = settings;
  const value = { file, exists, servers, problems };
  if (!exists) return { value, text: `No settings yet; they would be in ${file}.` };
  tellProblems(settings, terminal);
  return { value, text: `${terminal.style("dim", `// ${safeText(file)}`)}\n${toJson(servers)}` };
}

/** Opens the file in the user's own editor, and says what is wrong in it afterwards. */
export async function editConfig(flags: Flags, world: World, terminal: Terminal): Promise<Outcome> {
  const { config } = flags;
  const file = config === undefined ? await locateSettings(world.cwd) : resolve(world.cwd, config);
  const { exists } = await readSettings(file).catch(() => ({ exists: true })); // to be mended
  if (!exists) await atomicWrite(file, `{\n  "mcpSandbox.servers": {}\n}\n`);
  await world.openEditor(file);
  const settings = await settingsOf(world, file);
  const { servers, problems } = settings.parse();
  tellProblems(settings, terminal);
  return {
    value: { file, servers: servers.map(({ name }) => name), problems },
    text: `${file} has ${count(servers.length, "server")}.`,
  };
}

/** Takes all servers out of the file; everything else in it stays. */
export async function resetConfig(flags: Flags, world: World): Promise<Outcome> {
  const settings = await settingsOf(world, flags.config);
  const { file, names } = settings;
  if (names.length === 0)
    return { value: { file, removed: [] }, text: `There are no servers in ${file}.` };
  await agree(`Remove ${names.join(", ")} from ${file}?`, flags.yes === true, world);
  await removeServers(settings);
  return {
    value: { file, removed: names },
    text: `Removed ${count(names.length, "server")} from ${file}.`,
  };
}
