import { isRecord, listOf } from "../config/jsonPath.ts";
import type { Tool } from "../mcp/server.ts";
import { typesOf } from "./schemaTypes.ts";
import type { Terminal } from "./terminal.ts";
import { columns, count, indent, safeText } from "./text.ts";

/** Tools with their parameters, for a person. */
export function toolsText(server: string, tools: readonly Tool[], terminal: Terminal): string {
  if (tools.length === 0) return `${server} has no tools.`;
  const blocks = tools.map((tool) => toolText(tool, terminal));
  return [`${server} has ${count(tools.length, "tool")}:`, ...blocks].join("\n\n");
}

function toolText(tool: Tool, terminal: Terminal): string {
  const name = terminal.style("bold", safeText(tool.name));
  const title = tool.title === undefined ? "" : `  ${safeText(tool.title)}`;
  const lines = [`${name}${title}`];
  if (tool.description !== undefined) lines.push(indent(safeText(tool.description.trim())));
  const parameters = parameterRows(tool.inputSchema);
  if (parameters.length > 0) lines.push(indent(columns(parameters)));
  return lines.join("\n");
}

function parameterRows(schema: Tool["inputSchema"]): string[][] {
  const { properties } = schema;
  const required = listOf(schema["required"]);
  return Object.entries(isRecord(properties) ? properties : {}).map(([name, property]) => {
    const inner = isRecord(property) ? property : {};
    const types = [...typesOf(inner, schema)].join(" or ") || "any";
    const need = required.includes(name) ? "required" : "optional";
    const description = typeof inner["description"] === "string" ? inner["description"] : "";
    return [safeText(name), safeText(types), need, safeText(description.replaceAll(/\s+/g, " "))];
  });
}
