import { basename } from "node:path";
import type { ServerConfig } from "../config/serverEntry.ts";
import { toDefinition } from "../config/toDefinition.ts";
import type { ServerDefinition } from "../mcp/server.ts";
import { announce } from "./announce.ts";
import { secretFrom } from "./secrets.ts";
import type { Terminal } from "./terminal.ts";
import type { World } from "./world.ts";

/** What the host needs to know of a server; its launch is told before it is first started. */
export function definitionOf(
  config: ServerConfig,
  world: World,
  terminal: Terminal,
): ServerDefinition {
  const folder = config.origin.folder ?? world.cwd;
  const definition = toDefinition(config, {
    folders: [{ name: basename(folder), path: folder }],
    userHome: world.home,
    env: world.env,
    secret: (name) => secretFrom(world.env, name),
  });
  return {
    ...definition,
    async resolve(signal) {
      const launch = await definition.resolve(signal);
      await announce(config, definition, launch, world, terminal);
      return launch;
    },
  };
}
