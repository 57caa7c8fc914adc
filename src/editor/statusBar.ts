import { Disposable, StatusBarAlignment, type StatusBarItem, window } from "vscode";
import type { Host } from "../mcp/host.ts";
import type { Machines } from "../sandbox/machines.ts";
import { commands, views } from "./contributions.ts";
import { machineStatusWords, type StatusWords, statusWords } from "./words/statusWords.ts";

/** One item in the status bar while servers run or have failed; a click shows them. */
export function showStatus(
  host: Pick<Host, "servers" | "onDidChange" | "onDidChangeServers">,
): Disposable {
  const item = statusItem("mcpSandbox.status", "MCP Sandbox", `${views.servers}.focus`);
  const draw = (): void => show(item, statusWords(host.servers.map(({ state }) => state)));
  draw();
  return Disposable.from(item, host.onDidChange(draw), host.onDidChangeServers(draw));
}

/** How many microVMs run, beside the servers; a click lists them, to look into or to end. */
export function showMachineStatus(machines: Pick<Machines, "list" | "onDidChange">): Disposable {
  const name = "MCP Sandbox: microVMs";
  const item = statusItem("mcpSandbox.machines", name, commands.showSandboxes);
  const draw = (): void => show(item, machineStatusWords(machines.list()));
  draw();
  return Disposable.from(item, machines.onDidChange(draw));
}

function statusItem(id: string, name: string, command: string): StatusBarItem {
  const item = window.createStatusBarItem(id, StatusBarAlignment.Left);
  item.name = name;
  item.command = command;
  return item;
}

function show(item: StatusBarItem, words: StatusWords | undefined): void {
  if (words === undefined) return item.hide();
  item.text = words.text;
  item.tooltip = words.spoken;
  item.accessibilityInformation = { label: words.spoken };
  item.show();
}
