import type { ServerDefinition, ServerState } from "../../mcp/server.ts";
import type { Machine } from "../../sandbox/machines.ts";
import { commands, type ContextValue } from "../contributions.ts";
import { inlineCode, plainMarkdown } from "../words/markdown.ts";
import { stagesLine, stateIcon, stateWords } from "../words/stateWords.ts";
import { visible, visibleLine } from "../words/visible.ts";
import { failureNodes } from "./failureNodes.ts";
import { machineNode } from "./machineNode.ts";
import type { Node } from "./node.ts";
import { startNodes } from "./startNodes.ts";
import { toolNode } from "./toolNode.ts";

/** A server as the host tells of it. */
export interface ServerRow {
  readonly definition: ServerDefinition;
  readonly state: ServerState;
  readonly outdated: boolean;
}

/** A server with its state, and beneath it what there is to see and to do about it. */
export function serverNode(row: ServerRow, now: number, machines: readonly Machine[] = []): Node {
  const { definition, state, outdated } = row;
  const { name, disabled } = definition;
  const off = disabled && state.kind === "stopped";
  const marks = [
    outdated ? "settings changed" : "",
    caveats(state).length > 0 ? "with caveats" : "",
  ];
  const words = [off ? "disabled" : stateWords(state, now), ...marks]
    .filter((word) => word !== "")
    .join(" · ");
  const children = serverChildren(
    row,
    now,
    machines.map((machine) => machineNode(name, machine, now)),
  );
  return {
    id: name,
    label: name,
    description: words,
    icon: off ? { name: "circle-slash" } : stateIcon(state, outdated || caveats(state).length > 0),
    tooltip: { markdown: serverTooltip(row, words) },
    contextValue: contextOf(row),
    spoken: `server ${name}, ${words.replaceAll(" · ", ", ")}`,
    children,
    open: true,
    server: name,
  };
}

function serverChildren(
  { definition, state, outdated }: ServerRow,
  now: number,
  machines: readonly Node[],
): readonly Node[] {
  const server = definition.name;
  switch (state.kind) {
    case "stopped":
    case "stopping":
      return machines;
    case "starting":
      return [...startNodes(server, state.stages, now), ...machines];
    case "failed":
      return [...failureNodes(server, state.failure), ...machines];
    case "running":
      return [
        ...(outdated ? [outdatedNode(server)] : []),
        ...caveats(state).map((caveat, index) => caveatNode(server, caveat, index)),
        ...machines,
        ...state.tools.map((tool) => toolNode(server, tool)),
      ];
  }
}

function caveats(state: ServerState): readonly string[] {
  return state.kind === "running" ? state.info.caveats : [];
}

function contextOf({ definition, state, outdated }: ServerRow): ContextValue {
  if (definition.disabled && state.kind === "stopped") return "server.disabled";
  return state.kind === "running" && outdated ? "server.running.outdated" : `server.${state.kind}`;
}

function outdatedNode(server: string): Node {
  const action = { title: "Restart", command: commands.restart, args: [server] };
  return {
    id: `${server}/outdated`,
    label: "The settings changed since it was started.",
    description: "→ Restart",
    icon: { name: "history", color: "list.warningForeground" },
    tooltip: { text: "It runs as it was configured before. A restart applies the new settings." },
    contextValue: "outdated",
    children: [],
    open: false,
    action,
    server,
  };
}

/** What the sandbox cannot promise, in its own words. */
function caveatNode(server: string, caveat: string, index: number): Node {
  return {
    id: `${server}/caveat/${index}`,
    label: visibleLine(caveat),
    icon: { name: "warning", color: "list.warningForeground" },
    tooltip: { text: visible(caveat) },
    contextValue: "caveat",
    spoken: `caution: ${visibleLine(caveat)}`,
    children: [],
    open: false,
    server,
    text: caveat,
  };
}

function serverTooltip({ definition, state }: ServerRow, words: string): string {
  const { name, description, commandLine } = definition;
  const start = "stages" in state && state.stages.length > 0 ? stagesLine(state.stages) : "";
  return [
    `**${plainMarkdown(name)}** ${plainMarkdown(words)}`,
    description === undefined ? "" : plainMarkdown(description),
    inlineCode(commandLine),
    start === "" ? "" : `Start: ${plainMarkdown(start)}`,
    ...(state.kind === "running" ? [about(state)] : []),
  ]
    .filter((part) => part !== "")
    .join("\n\n");
}

function about({ info }: Extract<ServerState, { kind: "running" }>): string {
  const named = `${info.title ?? info.name} ${info.version}`;
  return plainMarkdown(`${visibleLine(named)}, MCP ${visibleLine(info.protocolVersion, 40)}`);
}
