import type { ServerState, Stage } from "../mcp/server.ts";

const words: Readonly<Record<Stage, string>> = {
  sandbox: "opening the sandbox",
  install: "installing",
  spawn: "starting the program",
  handshake: "shaking hands",
  list: "listing tools",
};

/** What a server that starts is at, for a line that is written over and over. */
export function stageText(name: string, state: ServerState, now: number): string {
  if (state.kind === "stopping") return `${name}: stopping…`;
  if (state.kind !== "starting") return "";
  const stage = state.stages.at(-1);
  const doing = stage === undefined ? "starting" : words[stage.stage];
  return `${name}: ${doing}… ${((now - state.since) / 1000).toFixed(1)} s`;
}

/** How long each step of a start took: `sandbox 12 ms, spawn 3 ms, handshake 250 ms`. */
export function timesText(state: ServerState): string {
  if (!("stages" in state)) return state.kind;
  return state.stages
    .map(
      ({ stage, durationMs }) =>
        `${stage} ${durationMs === undefined ? "…" : `${Math.round(durationMs)} ms`}`,
    )
    .join(", ");
}
