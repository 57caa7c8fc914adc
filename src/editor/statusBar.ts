import { Disposable, StatusBarAlignment, window } from "vscode";
import type { Host } from "../mcp/host.ts";
import { views } from "./contributions.ts";
import { statusWords } from "./words/statusWords.ts";

/** One item in the status bar while servers run or have failed; a click shows them. */
export function showStatus(
  host: Pick<Host, "servers" | "onDidChange" | "onDidChangeServers">,
): Disposable {
  const item = window.createStatusBarItem("mcpSandbox.status", StatusBarAlignment.Left);
  item.name = "MCP Sandbox";
  item.command = `${views.servers}.focus`;
  const draw = (): void => {
    const words = statusWords(host.servers.map(({ state }) => state));
    if (words === undefined) return item.hide();
    item.text = words.text;
    item.tooltip = words.spoken;
    item.accessibilityInformation = { label: words.spoken };
    item.show();
  };
  draw();
  return Disposable.from(item, host.onDidChange(draw), host.onDidChangeServers(draw));
}
