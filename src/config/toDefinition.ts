import { createHash } from "node:crypto";
import type { ServerDefinition } from "../mcp/server.ts";
import type { Context } from "./context.ts";
import { digest } from "./digest.ts";
import { resolveLaunch } from "./resolveLaunch.ts";
import { defaults, type ServerConfig } from "./serverEntry.ts";
import { quoteWords } from "./shellWords.ts";

/** What the host needs to know of a configured server. Variables are filled in at each start. */
export function toDefinition(config: ServerConfig, context: Context): ServerDefinition {
  const { name, entry } = config;
  const folder = config.origin.folder ?? context.folders[0]?.path;
  const minutes = entry.timeoutMinutes ?? defaults.timeoutMinutes;
  const initialization =
    entry.initializationTimeoutSeconds ?? defaults.initializationTimeoutSeconds;
  const request = entry.requestTimeoutSeconds ?? defaults.requestTimeoutSeconds;
  const place = { id: sandboxId(name, folder), folder };
  return {
    name,
    ...(entry.description === undefined ? {} : { description: entry.description }),
    disabled: entry.disabled ?? false,
    commandLine: commandLine(config),
    ...(entry.sandbox?.template !== undefined && { template: entry.sandbox.template }),
    ...(entry.sandbox?.group !== undefined && { group: entry.sandbox.group }),
    ...(entry.tools !== undefined && { tools: entry.tools }),
    timeouts: {
      initializationMs: initialization * 1000,
      requestMs: request * 1000,
      idleMs: minutes * 60_000,
    },
    launchKey: launchKey(config, folder),
    sandboxId: place.id,
    resolve: (signal) => resolveLaunch(config, context, place, signal),
  };
}

/** The command as it stands in the settings, on one line. */
export function commandLine({ entry }: Pick<ServerConfig, "entry">): string {
  const { command, args } = entry;
  return args === undefined ? command : quoteWords([command, ...args]);
}

/** The private home's name: one per server and workspace, so that homes do not mix. */
function sandboxId(name: string, folder: string | undefined): string {
  return `${name}-${createHash("sha256")
    .update(folder ?? "")
    .digest("hex")
    .slice(0, 10)}`;
}

/** Differs when anything differs that only a restart can bring about. */
function launchKey({ entry }: ServerConfig, folder: string | undefined): string {
  const { command, args, cwd, env, envFile, installCommands, sandbox } = entry;
  return digest({ command, args, cwd, env, envFile, installCommands, sandbox, folder });
}
