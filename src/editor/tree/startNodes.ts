import type { StageTime } from "../../mcp/server.ts";
import { duration, elapsed } from "../words/duration.ts";
import type { Node } from "./node.ts";

const about: Readonly<Record<StageTime["stage"], string>> = {
  sandbox: "Makes the sandbox with what is granted.",
  install: "Fetches what the server needs, once.",
  spawn: "Starts the server's program in the sandbox.",
  handshake: "Waits for the server to answer and agrees on a protocol version.",
  list: "Asks for the tools.",
};

/** The steps of a start so far, with their times. */
export function startNodes(server: string, stages: readonly StageTime[], now: number): Node[] {
  return stages.map(({ stage, startedAt, durationMs }) => ({
    id: `${server}/stage/${stage}`,
    label: stage,
    description: durationMs === undefined ? elapsed(now - startedAt) : duration(durationMs),
    icon:
      durationMs === undefined
        ? { name: "loading~spin" }
        : { name: "check", color: "testing.iconPassed" },
    tooltip: { text: about[stage] },
    contextValue: "stage",
    children: [],
    open: false,
    server,
  }));
}
