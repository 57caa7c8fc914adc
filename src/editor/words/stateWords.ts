import type { ServerState, StageTime } from "../../mcp/server.ts";
import type { Icon } from "../tree/node.ts";
import { count } from "./count.ts";
import { duration, elapsed } from "./duration.ts";
import { shortWords } from "./failureWords.ts";

/** A server's state on one line: `running · 14 tools · started in 1.2 s`. */
export function stateWords(state: ServerState, now: number): string {
  switch (state.kind) {
    case "stopped":
      return "stopped";
    case "starting": {
      const stage = state.stages.at(-1)?.stage;
      return `starting${stage === undefined ? "" : ` · ${stage}`} · ${elapsed(now - state.since)}`;
    }
    case "running": {
      const calls = state.calls === 0 ? [] : [`${count(state.calls, "call")} under way`];
      const took = `started in ${duration(total(state.stages))}`;
      return ["running", count(state.tools.length, "tool"), ...calls, took].join(" · ");
    }
    case "stopping":
      return `stopping · ${elapsed(now - state.since)}`;
    case "failed": {
      const { failure, retryAt } = state;
      if (failure.code === "notAllowed") return `stopped · ${shortWords.notAllowed}`;
      const again = retryAt === undefined ? "" : ` · again in ${elapsed(retryAt - now + 999)}`;
      return `failed · ${shortWords[failure.code]}${again}`;
    }
  }
}

/** Each step of a start with its time: `sandbox 20 ms → install 3.1 s → spawn …`. */
export function stagesLine(stages: readonly StageTime[]): string {
  return stages
    .map(
      ({ stage, durationMs }) =>
        `${stage} ${durationMs === undefined ? "…" : duration(durationMs)}`,
    )
    .join(" → ");
}

export function stateIcon(state: ServerState, needsAttention: boolean): Icon {
  switch (state.kind) {
    case "stopped":
      return { name: "circle-outline" };
    case "starting":
      return { name: "loading~spin" };
    case "running":
      return needsAttention
        ? { name: "warning", color: "list.warningForeground" }
        : { name: "pass-filled", color: "testing.iconPassed" };
    case "stopping":
      return { name: "loading~spin" };
    case "failed":
      return state.failure.code === "notAllowed"
        ? { name: "circle-slash", color: "list.warningForeground" }
        : { name: "error", color: "list.errorForeground" };
  }
}

function total(stages: readonly StageTime[]): number {
  return stages.reduce((sum, { durationMs = 0 }) => sum + durationMs, 0);
}
