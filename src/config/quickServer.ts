import { suggestName } from "./importServers.ts";
import type { ServerConfig, ServerEntry } from "./serverEntry.ts";

/**
 * A server that stands in no settings, called after what it starts, so that the next run of the
 * same finds its private home. Its microVM is not kept: nobody would look after it.
 */
export function quickServer(entry: ServerEntry, folder: string | undefined): ServerConfig {
  const { command, args, sandbox } = entry;
  return {
    name: `quick-${suggestName({ command, args })}`,
    entry: { ...entry, sandbox: { onIdle: "kill", ...sandbox } },
    origin: { scope: "file", path: "", ...(folder === undefined ? {} : { folder }) },
  };
}
