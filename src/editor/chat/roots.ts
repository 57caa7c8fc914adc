import { basename } from "node:path/posix";
import { pathToFileURL } from "node:url";
import type { Host } from "../../mcp/host.ts";

/**
 * The roots of a server: the folders that it was granted, by their paths inside its sandbox. A
 * server never hears of a path of this machine, whatever its client would tell.
 * Source: MCP `ListRootsResult`.
 */
export async function rootsOf(
  host: Pick<Host, "server">,
  name: string,
  signal: AbortSignal,
): Promise<unknown> {
  const launch = await host.server(name)?.definition.resolve(signal);
  const targets = launch?.sandbox.mounts.map(({ target }) => target) ?? [];
  return { roots: targets.map((path) => ({ uri: fileUri(path), name: basename(path) || path })) };
}

/** Paths inside are those of Linux, wherever this editor runs. */
const fileUri = (path: string): string => pathToFileURL(path, { windows: false }).href;
