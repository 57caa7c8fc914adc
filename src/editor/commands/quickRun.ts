import { workspace } from "vscode";
import { suggestName } from "../../config/importServers.ts";
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
  const entry = tidyEntry(answered.entry);
  const name = `quick-${suggestName({ command: entry.command })}`;
  const folder = workspace.workspaceFolders?.[0]?.uri.fsPath;
  const origin = { scope: "file", path: "", ...(folder === undefined ? {} : { folder }) } as const;
  if (quick.has(name)) await host.stop(name);
  quick.add({ name, entry, origin });
  await callTool(host, name);
}
