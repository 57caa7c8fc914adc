import type { ServerState } from "../../mcp/server.ts";
import type { Machine } from "../../sandbox/machines.ts";
import { count } from "./count.ts";

export interface StatusWords {
  readonly text: string;
  readonly spoken: string;
}

/** What the status bar says of all servers; `undefined` while none runs or has failed. */
export function statusWords(states: readonly ServerState[]): StatusWords | undefined {
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

/** What the status bar says of the microVMs; `undefined` while none is there that costs anything. */
export function machineStatusWords(machines: readonly Machine[]): StatusWords | undefined {
  const number = (...states: Machine["state"][]): number =>
    machines.filter(({ state }) => states.includes(state)).length;
  const paused = number("paused");
  const up = machines.length - paused;
  if (up === 0) return undefined;
  const parts = [
    { value: number("starting"), word: "starting" },
    { value: number("running"), word: "running" },
    { value: number("idle"), word: "idle" },
    { value: number("leaving"), word: "closing" },
    { value: paused, word: "paused" },
  ].filter(({ value }) => value > 0);
  const said = parts.map(({ value, word }) => `${count(value, "microVM")} ${word}`).join(", ");
  return { text: `$(cloud) ${up}`, spoken: `MCP Sandbox: ${said}` };
}
