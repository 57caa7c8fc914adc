import { workspace } from "vscode";
import { quickServer } from "../../config/quickServer.ts";
import type { Host } from "../../mcp/host.ts";
import type { QuickServers } from "../servers/quickServers.ts";
import { callTool } from "./callTool.ts";
import { tidyEntry } from "./entryProblem.ts";
import { askCommand, askMounts, askNetwork, type Draft } from "./launchQuestions.ts";
import { askAll } from "./questions.ts";

/** Runs a server from one command line and calls a tool of it. Nothing is saved. */
export async function quickRun(host: Host, quick: QuickServers): Promise<void> {
  const questions = [askCommand, askMounts, askNetwork];
  const draft: Draft = { name: "", entry: { command: "" } };
  const answered = await askAll("Quick Run", draft, questions);
  if (answered === undefined) return;
  const folder = workspace.workspaceFolders?.[0]?.uri.fsPath;
  const server = quickServer(tidyEntry(answered.entry), folder);
  if (quick.has(server.name)) await host.stop(server.name);
  quick.add(server);
  await callTool(host, server.name);
}
