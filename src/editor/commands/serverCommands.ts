import { window } from "vscode";
import type { Host } from "../../mcp/host.ts";
import type { ServerState } from "../../mcp/server.ts";
import { views } from "../contributions.ts";
import { longWork } from "../longWork.ts";
import { showBriefly } from "../show.ts";
import { isNode } from "../tree/node.ts";
import { count } from "../words/count.ts";
import { serverFor } from "./targets.ts";

const isDown = ({ kind }: ServerState): boolean => kind === "stopped" || kind === "failed";
const isUp = ({ kind }: ServerState): boolean => kind !== "stopped";

/** Starts a server; the tree shows how far it is, and *Stop* there gives up. */
export async function start(host: Host, argument: unknown): Promise<void> {
  const server = await serverFor(argument, host, "Start", isDown);
  if (server !== undefined) await begin(argument, host, server, () => host.start(server));
}

export async function stop(host: Host, argument: unknown): Promise<void> {
  const server = await serverFor(argument, host, "Stop", isUp);
  if (server !== undefined) await inView(() => host.stop(server));
}

export async function restart(host: Host, argument: unknown): Promise<void> {
  const server = await serverFor(argument, host, "Restart");
  if (server !== undefined) await begin(argument, host, server, () => host.restart(server));
}

export async function refreshTools(host: Host, argument: unknown): Promise<void> {
  const server = await serverFor(argument, host, "Refresh Tools");
  if (server === undefined) return;
  const tools = await longWork(`${server}: refreshing tools`, ({ signal }) =>
    host.refreshTools(server, { signal }),
  );
  showBriefly(`${server} offers ${count(tools.length, "tool")}.`);
}

export async function stopAll(host: Host): Promise<void> {
  const running = host.servers.filter(({ state }) => isUp(state)).length;
  await inView(() => host.stopAll());
  showBriefly(
    running === 0 ? "No MCP server was running." : `Stopped ${count(running, "MCP server")}.`,
  );
}

/** A failed start stands in the tree; who began it there is not told once more. */
async function begin(
  argument: unknown,
  host: Host,
  server: string,
  work: () => Promise<void>,
): Promise<void> {
  try {
    await inView(work);
  } catch (error) {
    if (isNode(argument) && host.server(server)?.state.kind === "failed") return;
    throw error;
  }
}

/** A thin bar at the head of the view while something is done there. */
function inView(work: () => Promise<void>): Thenable<void> {
  return window.withProgress({ location: { viewId: views.servers } }, work);
}
