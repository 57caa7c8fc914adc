import { Failure } from "../base/failure.ts";
import type { ServerConfig, ServerEntry } from "../config/serverEntry.ts";
import type { SettingsFile } from "../config/settingsFile.ts";
import { callTool } from "./callTool.ts";
import { checkedEntry } from "./checkedEntry.ts";
import { type Chosen, choose } from "./chosen.ts";
import { entryFromFlags, type ServerFlags } from "./flags.ts";
import type { Outcome } from "./outcome.ts";
import type { ParamFlags } from "./params.ts";
import { serverNamed, settingsOf } from "./settings.ts";
import type { Terminal } from "./terminal.ts";
import { toolsText } from "./toolsText.ts";
import { withServer } from "./withServer.ts";
import type { World } from "./world.ts";

const forOnce = ["provider", "template", "onIdle", "requestTimeout", "initTimeout"] as const;

/** Options of commands that start a configured server; they count for this one time. */
export interface RunFlags extends Pick<ServerFlags, (typeof forOnce)[number]> {
  readonly config?: string;
}

export async function listTools(
  server: string,
  flags: RunFlags,
  world: World,
  terminal: Terminal,
): Promise<Outcome> {
  const chosen = await configured(server, flags, world);
  const { signal } = world;
  const tools = await withServer(chosen, world, terminal, (host) => host.tools(server, { signal }));
  return { value: tools, text: toolsText(server, tools, terminal) };
}

export async function callConfigured(
  server: string,
  tool: string,
  flags: RunFlags & ParamFlags,
  world: World,
  terminal: Terminal,
): Promise<Outcome> {
  return callTool(await configured(server, flags, world), tool, flags, world, terminal);
}

/** A server of the settings, with the options of one run. */
export async function configured(server: string, flags: RunFlags, world: World): Promise<Chosen> {
  const settings = await settingsOf(world, flags.config);
  return forThisRun(serverNamed(settings, server), settings, flags, world);
}

/** A configured server with the options of one run over its entry. Throws when it is disabled. */
export function forThisRun(
  config: ServerConfig,
  settings: SettingsFile,
  flags: RunFlags,
  world: World,
): Chosen {
  const { name: server } = config;
  if (config.entry.disabled === true)
    throw new Failure("config", `${server} is disabled.`, {
      remedy: `mcp-sandbox server edit ${server} --enable`,
    });
  const given = Object.fromEntries(
    forOnce.flatMap((key) => (flags[key] === undefined ? [] : [[key, flags[key]]])),
  );
  const changed = entryFromFlags(given, { cwd: world.cwd }, config.entry);
  const entry: ServerEntry = checkedEntry(server, changed);
  return choose({ ...config, entry }, settings, world.env);
}
