import { silent } from "../base/log.ts";
import type { Host } from "../mcp/host.ts";
import type { Chosen } from "./chosen.ts";
import { definitionOf } from "./definition.ts";
import { stageText, timesText } from "./stages.ts";
import type { Terminal } from "./terminal.ts";
import type { World } from "./world.ts";

/**
 * Makes a host with one server for the length of a task. Whatever comes of the task, the server is
 * gone when this settles, and so is its sandbox unless it is a microVM that is kept for the next.
 */
export async function withServer<T>(
  { config, workspace }: Chosen,
  world: World,
  terminal: Terminal,
  use: (host: Host) => Promise<T>,
): Promise<T> {
  const { Host } = await import("../mcp/host.ts");
  const { SessionRecords } = await import("../mcp/records.ts");
  await using sandboxes = await world.sandboxes({ workspace, log: terminal.log("sandbox") });
  await using host = new Host({
    sandboxes,
    log: (server) => (terminal.verbose ? terminal.log(server) : silent), // failures are told anyway
    clientInfo: { name: "mcp-sandbox", version: world.version },
    records: new SessionRecords(world.dataDir),
  });
  host.define([definitionOf(config, world, terminal)]);
  const stop = follow(host, config.name, terminal);
  try {
    return await use(host);
  } finally {
    stop();
  }
}

/** Shows what the server is at until it is told to stop; a call shows its own progress. */
function follow(host: Host, name: string, terminal: Terminal): () => void {
  let shown = "";
  const show = (): void => {
    const state = host.server(name)?.state ?? { kind: "stopped" };
    const text = stageText(name, state, Date.now());
    if (text !== shown) terminal.status(text);
    if (text === "" && shown !== "") terminal.log(name).info(timesText(state));
    shown = text;
  };
  const subscription = host.onDidChange(show);
  const timer = setInterval(show, 100);
  return () => {
    subscription.dispose();
    clearInterval(timer);
    terminal.status("");
  };
}
