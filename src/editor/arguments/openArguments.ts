import { Position, Selection, window, workspace } from "vscode";
import type { Tool } from "../../mcp/server.ts";
import { argumentsText } from "./argumentsText.ts";
import { prefill } from "./prefill.ts";

/** Opens an untitled document for a tool's arguments, the cursor on the first value. */
export async function openArguments(
  server: string,
  tool: Tool,
  values: Readonly<Record<string, unknown>> = prefill(tool.inputSchema),
): Promise<void> {
  const content = argumentsText({ server, tool: tool.name }, values);
  const document = await workspace.openTextDocument({ language: "json", content });
  const editor = await window.showTextDocument(document);
  const cursor = firstValue(content);
  editor.selection = new Selection(cursor, cursor);
}

/** Inside the first value after the schema's line; in an empty object behind that line. */
function firstValue(content: string): Position {
  const lines = content.split("\n");
  const line = lines[2] ?? "";
  const value = /^\s*"(?:[^"\\]|\\.)*": "?/.exec(line);
  return value === null ? new Position(1, lines[1]?.length ?? 0) : new Position(2, value[0].length);
}
