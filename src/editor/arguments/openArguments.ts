import { Selection, window, workspace } from "vscode";
import type { Tool } from "../../mcp/server.ts";
import { argumentsText, firstValue } from "./argumentsText.ts";
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
  const { start, end } = firstValue(content);
  editor.selection = new Selection(document.positionAt(start), document.positionAt(end));
}
