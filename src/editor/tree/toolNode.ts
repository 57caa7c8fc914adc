import type { Undecided } from "../../mcp/pins/compare.ts";
import { instructionsName } from "../../mcp/pins/instructions.ts";
import type { Tool } from "../../mcp/server.ts";
import { commands } from "../contributions.ts";
import { count } from "../words/count.ts";
import { toolTitle } from "../words/toolTitle.ts";
import { verdictSentence, verdictWords } from "../words/verdictWords.ts";
import { visibleLine } from "../words/visible.ts";
import type { Node } from "./node.ts";
import { toolTooltip } from "./toolTooltip.ts";

/**
 * A tool of a running server; a click opens its arguments. One that agents do not get says so, and
 * while it waits for the user a click shows what there is to decide.
 */
export function toolNode(server: string, tool: Tool, verdict?: Undecided): Node {
  const title = toolTitle(tool);
  const name = visibleLine(tool.name, 100);
  const about = visibleLine(tool.description ?? "", 120);
  const target = { server, tool: tool.name };
  const node = {
    id: `${server}/tool/${tool.name}`,
    label: name,
    ...(title === undefined || title === name ? {} : { description: title }),
    icon: { name: "symbol-method" },
    tooltip: { markdown: toolTooltip(tool) },
    contextValue: "tool" as const,
    spoken: [`tool ${name}`, title === name ? undefined : title, about]
      .filter((part) => part !== undefined && part !== "")
      .join(", "),
    children: [],
    open: false,
    action: { title: "Call Tool", command: commands.callTool, args: [target] },
    ...target,
  };
  return verdict === undefined ? node : withheldNode(node, verdict);
}

function withheldNode(node: Node, verdict: Undecided): Node {
  const words = verdictWords(verdict);
  const { isBlocked } = verdict;
  const { server, tool } = node;
  const isTool = tool !== instructionsName;
  const context = isBlocked ? "tool.blocked" : "tool.waiting";
  const action = { title: "Review", command: commands.reviewTools, args: [{ server, tool }] };
  return {
    ...node,
    description: words,
    icon: isBlocked
      ? { name: "circle-slash" }
      : { name: "warning", color: "list.warningForeground" },
    tooltip: { text: verdictSentence(verdict) },
    contextValue: isTool ? context : "review",
    spoken: `tool ${node.label}, ${words.replaceAll(" · ", ", ")}. ${verdictSentence(verdict)}`,
    ...((!isBlocked || !isTool) && { action }),
  };
}

/** Tools of a server that does not run; they can be reviewed as they were seen last. */
export function reviewNode(server: string, waiting: number): Node {
  const label = `${count(waiting, "tool")} to review`;
  return {
    id: `${server}/review`,
    label,
    description: "→ Review Tool Changes",
    icon: { name: "warning", color: "list.warningForeground" },
    tooltip: { text: "Agents do not get them until you have looked at them." },
    contextValue: "review",
    children: [],
    open: false,
    action: { title: "Review Tool Changes", command: commands.reviewTools, args: [server] },
    server,
  };
}
