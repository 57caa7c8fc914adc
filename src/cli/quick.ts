import { suggestName } from "../config/importServers.ts";
import { callTool } from "./callTool.ts";
import { checkedEntry } from "./checkedEntry.ts";
import { entryFromFlags, type ServerFlags } from "./flags.ts";
import type { Outcome } from "./outcome.ts";
import type { ParamFlags } from "./params.ts";
import type { Terminal } from "./terminal.ts";
import type { World } from "./world.ts";

/**
 * Calls a tool of a server that stands in no settings. The private home is that of the server's
 * package, so that the second time nothing has to be fetched.
 */
export async function quick(
  command: string,
  tool: string,
  flags: ServerFlags & ParamFlags,
  world: World,
  terminal: Terminal,
): Promise<Outcome> {
  const name = `quick-${suggestName({ command, args: flags.arg })}`;
  const entry = checkedEntry(name, entryFromFlags({ ...flags, command }, { cwd: world.cwd }));
  const origin = { scope: "file", folder: world.cwd, path: "" } as const;
  return callTool({ name, entry, origin }, tool, flags, world, terminal);
}
