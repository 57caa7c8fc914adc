import { listSessions } from "../mcp/records.ts";
import type { Outcome } from "./outcome.ts";
import type { Terminal } from "./terminal.ts";
import { table } from "./table.ts";
import type { World } from "./world.ts";

/** Servers that run on this machine now, whoever started them. */
export async function sessions(
  world: Pick<World, "dataDir">,
  terminal: Terminal,
): Promise<Outcome> {
  const running = await listSessions(world.dataDir);
  if (running.length === 0) return { value: [], text: "Nothing runs." };
  const rows = running.map(({ server, pid, startedAt, provider, commandLine }) => [
    server,
    String(pid),
    new Date(startedAt).toLocaleString(),
    provider,
    commandLine,
  ]);
  const titles = ["SERVER", "PID", "SINCE", "SANDBOX", "COMMAND"];
  return { value: running, text: table(titles, rows, terminal) };
}
