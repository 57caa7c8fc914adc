import type { ServerState } from "../../mcp/server.ts";
import { count } from "./count.ts";

/** What the status bar says of all servers; `undefined` while none runs or has failed. */
export function statusWords(
  states: readonly ServerState[],
): { readonly text: string; readonly spoken: string } | undefined {
  const number = (...kinds: ServerState["kind"][]): number =>
    states.filter(({ kind }) => kinds.includes(kind)).length;
  const parts = [
    { icon: "loading~spin", value: number("starting"), word: "starting" },
    { icon: "vm-running", value: number("running", "stopping"), word: "running" },
    { icon: "error", value: number("failed"), word: "failed" },
  ].filter(({ value }) => value > 0);
  if (parts.length === 0) return undefined;
  const text = parts.map(({ icon, value }) => `$(${icon}) ${value}`).join(" ");
  const said = parts.map(({ value, word }) => `${count(value, "server")} ${word}`).join(", ");
  return { text: `MCP ${text}`, spoken: `MCP Sandbox: ${said}` };
}
