import { isRecord, listOf } from "../../config/jsonPath.ts";
import type { Tool } from "../../mcp/server.ts";
import { inlineCode, plainMarkdown } from "../words/markdown.ts";
import { toolTitle } from "../words/toolTitle.ts";
import { typeWords } from "../words/typeWords.ts";
import { visibleLine } from "../words/visible.ts";

const mostRows = 30;
const mostCharacters = 2000;

/** A tool's title, description and parameters as Markdown in which the server's words are inert. */
export function toolTooltip(tool: Tool): string {
  const title = toolTitle(tool);
  const head = title === undefined ? "" : `**${plainMarkdown(title)}** `;
  const about = tool.description ?? "";
  return [
    `${head}${inlineCode(visibleLine(tool.name, 100))}`,
    plainMarkdown(about.length > mostCharacters ? `${about.slice(0, mostCharacters)}…` : about),
    parameters(tool.inputSchema),
    hints(tool.annotations ?? {}),
  ]
    .filter((part) => part !== "")
    .join("\n\n");
}

function parameters(schema: Tool["inputSchema"]): string {
  const properties = isRecord(schema["properties"]) ? Object.entries(schema["properties"]) : [];
  if (properties.length === 0) return "No parameters.";
  const required = new Set(listOf(schema["required"]));
  const rows = properties.slice(0, mostRows).map(([name, value]) => {
    const about =
      isRecord(value) && typeof value["description"] === "string" ? value["description"] : "";
    const mark = required.has(name) ? " \\*" : "";
    const code = inlineCode(visibleLine(name, 60)).replaceAll("|", "\\|");
    return `| ${code}${mark} | ${plainMarkdown(typeWords(value))} | ${plainMarkdown(visibleLine(about))} |`;
  });
  const more = properties.length - rows.length;
  return [
    "| Parameter | Type | Description |",
    "| --- | --- | --- |",
    ...rows,
    ...(more > 0 ? ["", `… and ${more} more.`] : []),
    ...(required.size > 0 ? ["", "\\* required"] : []),
  ].join("\n");
}

/** What the server says of the tool's effects; nobody has checked it. */
function hints(annotations: Readonly<Record<string, unknown>>): string {
  const said = [
    annotations["readOnlyHint"] === true ? "only reads" : "",
    annotations["destructiveHint"] === true && annotations["readOnlyHint"] !== true
      ? "may destroy"
      : "",
    annotations["idempotentHint"] === true ? "safe to repeat" : "",
    annotations["openWorldHint"] === true ? "reaches beyond its sandbox" : "",
  ].filter((word) => word !== "");
  return said.length === 0 ? "" : `The server says: ${said.join(", ")}.`;
}
