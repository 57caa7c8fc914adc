import type { ServerDefinition, ServerState } from "../../mcp/server.ts";
import { instructionsName } from "../../mcp/pins/instructions.ts";
import { type Undecided, waits as waitsForUser } from "../../mcp/pins/compare.ts";
import type { Machine } from "../../sandbox/machines.ts";
import { commands, type ContextValue } from "../contributions.ts";
import { count } from "../words/count.ts";
import { inlineCode, plainMarkdown } from "../words/markdown.ts";
import { stagesLine, stateIcon, stateWords } from "../words/stateWords.ts";
import { visible, visibleLine } from "../words/visible.ts";
import { failureNodes } from "./failureNodes.ts";
import { machineNode } from "./machineNode.ts";
import type { Node } from "./node.ts";
import { startNodes } from "./startNodes.ts";
import { reviewNode, toolNode } from "./toolNode.ts";

/** A server as the host tells of it. */
export interface ServerRow {
  readonly definition: ServerDefinition;
  readonly state: ServerState;
  readonly outdated: boolean;
  /** Somebody wants to start it, and the user is asked whether it may. */
  readonly waits?: boolean;
  /** Tools that agents do not get. */
  readonly withheld?: readonly Undecided[];
}

/** A server with its state, and beneath it what there is to see and to do about it. */
export function serverNode(row: ServerRow, now: number, machines: readonly Machine[] = []): Node {
  const { definition, state, outdated } = row;
  const { name, disabled } = definition;
  const waits = row.waits === true && state.kind !== "running";
  const waiting = row.withheld?.filter(waitsForUser).length ?? 0;
  const off = disabled && state.kind === "stopped";
  const marks = [
    outdated ? "settings changed" : "",
    caveats(state).length > 0 ? "with caveats" : "",
  ];
  const review = waiting === 0 ? "" : `${count(waiting, "tool")} to review`;
  const stands = waits ? "waits for your approval" : stateWords(state, now);
  const words = [review, off ? "disabled" : stands, ...marks]
    .filter((word) => word !== "")
    .join(" · ");
  const machineNodes = machines.map((machine) => machineNode(name, machine, now));
  const reviewNodes = waiting === 0 || state.kind === "running" ? [] : [reviewNode(name, waiting)];
  const children = waits
    ? [questionNode(name), ...machineNodes]
    : [...serverChildren(row, now, machineNodes), ...reviewNodes];
  const icon = waits ? questionIcon : stateIcon(state, outdated || caveats(state).length > 0);
  return {
    id: name,
    label: name,
    description: words,
    icon: off ? { name: "circle-slash" } : icon,
    tooltip: { markdown: serverTooltip(row, words) },
    contextValue: contextOf(row),
    spoken: `server ${name}, ${words.replaceAll(" · ", ", ")}`,
    children,
    open: true,
    server: name,
    ...(waiting > 0 && { waiting }),
  };
}

function serverChildren(
  { definition, state, outdated, withheld = [] }: ServerRow,
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
        ...withheld.filter(isInstructions).map((each) => toolNode(server, each.offered, each)),
        ...state.tools.map((tool) => toolNode(server, tool, verdictOn(withheld, tool.name))),
      ];
  }
}

const isInstructions = ({ name }: Undecided): boolean => name === instructionsName;

function verdictOn(withheld: readonly Undecided[], tool: string): Undecided | undefined {
  return withheld.find(({ name }) => name === tool);
}

function caveats(state: ServerState): readonly string[] {
  return state.kind === "running" ? state.info.caveats : [];
}

function contextOf({ definition, state, outdated }: ServerRow): ContextValue {
  if (definition.disabled && state.kind === "stopped") return "server.disabled";
  return state.kind === "running" && outdated ? "server.running.outdated" : `server.${state.kind}`;
}

const questionIcon = { name: "question", color: "list.warningForeground" };

function questionNode(server: string): Node {
  return {
    id: `${server}/question`,
    label: "Nothing of it runs until you allow what it starts.",
    description: "→ Allow or Refuse",
    icon: { name: "shield" },
    tooltip: { text: "Shows the question and the whole launch. Stop gives up the start." },
    contextValue: "stage",
    children: [],
    open: false,
    action: { title: "Allow or Refuse", command: commands.answerLaunch, args: [server] },
    server,
  };
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
