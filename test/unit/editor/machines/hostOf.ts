import { Emitter } from "../../../../src/base/event.ts";
import type { ServerRow } from "../../../../src/editor/tree/serverNode.ts";
import type { ServerState } from "../../../../src/mcp/server.ts";
import { running } from "../tree/rows.ts";

/** What is to be seen of a host whose servers do as they are told. */
export function hostOf(rows: readonly ServerRow[]) {
  const servers = [...rows];
  const changed = new Emitter<string>();
  const started: string[] = [];
  const server = (name: string): ServerRow | undefined =>
    servers.find(({ definition }) => definition.name === name);
  const become = (name: string, state: ServerState): void => {
    const at = servers.findIndex(({ definition }) => definition.name === name);
    const before = servers[at];
    if (before !== undefined) servers[at] = { ...before, state };
    changed.fire(name);
  };
  const start = async (name: string): Promise<void> => {
    started.push(name);
    become(name, running());
  };
  return { servers, server, start, onDidChange: changed.event, become, started };
}
