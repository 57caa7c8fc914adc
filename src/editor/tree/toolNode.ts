import type { Tool } from "../../mcp/server.ts";
import { commands } from "../contributions.ts";
import { toolTitle } from "../words/toolTitle.ts";
import { visibleLine } from "../words/visible.ts";
import type { Node } from "./node.ts";
import { toolTooltip } from "./toolTooltip.ts";

/** A tool of a running server; a click opens its arguments. */
export function toolNode(server: string, tool: Tool): Node {
  const title = toolTitle(tool);
  const name = visibleLine(tool.name, 100);
  const about = visibleLine(tool.description ?? "", 120);
  return {
    id: `${server}/tool/${tool.name}`,
    label: name,
    ...(title === undefined || title === name ? {} : { description: title }),
    icon: { name: "symbol-method" },
    tooltip: { markdown: toolTooltip(tool) },
    contextValue: "tool",
    spoken: [`tool ${name}`, title === name ? undefined : title, about]
      .filter((part) => part !== undefined && part !== "")
      .join(", "),
    children: [],
    open: false,
    action: { title: "Call Tool", command: commands.callTool, args: [{ server, tool: tool.name }] },
    server,
    tool: tool.name,
  };
}
