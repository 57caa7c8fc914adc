import { quickServer } from "../config/quickServer.ts";
import { callTool } from "./callTool.ts";
import { checkedEntry } from "./checkedEntry.ts";
import { choose } from "./chosen.ts";
import { entryFromFlags, type ServerFlags } from "./flags.ts";
import type { Outcome } from "./outcome.ts";
import type { ParamFlags } from "./params.ts";
import { settingsOf } from "./settings.ts";
import type { Terminal } from "./terminal.ts";
import type { World } from "./world.ts";

export interface QuickFlags extends ServerFlags, ParamFlags {
  readonly config?: string;
}

/**
 * Calls a tool of a server that stands in no settings. The private home is that of the server's
 * package, so that the second time nothing has to be fetched. A microVM is not kept.
 */
export async function quick(
  command: string,
  tool: string,
  flags: QuickFlags,
  world: World,
  terminal: Terminal,
): Promise<Outcome> {
  const { cwd } = world;
  const entry = checkedEntry("quick", entryFromFlags({ ...flags, command }, { cwd }));
  const settings = await settingsOf(world, flags.config);
  const chosen = choose(quickServer(entry, cwd), settings, world.env);
  return callTool(chosen, tool, flags, world, terminal);
}
