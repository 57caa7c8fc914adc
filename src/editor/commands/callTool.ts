import { type TextDocument, Uri, window, workspace } from "vscode";
import { Failure } from "../../base/failure.ts";
import type { Host } from "../../mcp/host.ts";
import { openArguments } from "../arguments/openArguments.ts";
import type { ToolRuns } from "../arguments/toolRuns.ts";
import { longWork } from "../longWork.ts";
import type { Results } from "../results/results.ts";
import { serverFor, targetOf, toolFor } from "./targets.ts";

/** Picks what is not given, starts the server when needed, and opens a document for the arguments. */
export async function callTool(host: Host, argument: unknown): Promise<void> {
  const server = await serverFor(argument, host, "Call Tool");
  if (server === undefined) return;
  const tools = await longWork(`${server}: starting`, ({ signal }) =>
    host.tools(server, { signal }),
  );
  const tool = await toolFor(targetOf(argument).tool, tools, server);
  if (tool !== undefined) await openArguments(server, tool);
}

/** Runs the tool that an arguments document is for and shows what comes of it beside. */
export async function runTool(runs: ToolRuns, results: Results, argument: unknown): Promise<void> {
  await results.show(await runs.run(documentFor(argument)));
}

export function cancelTool(runs: ToolRuns, argument: unknown): void {
  runs.cancel(documentFor(argument).uri);
}

/** Opens the raw form of a result. */
export async function showRawResult(results: Results, argument: unknown): Promise<void> {
  await results.showRaw(argument instanceof Uri ? argument : documentFor(argument).uri);
}

/** The document that is meant, else the one in front. */
function documentFor(argument: unknown): TextDocument {
  const key = argument instanceof Uri ? argument.toString() : undefined;
  const document =
    key === undefined
      ? window.activeTextEditor?.document
      : workspace.textDocuments.find(({ uri }) => uri.toString() === key);
  if (document !== undefined) return document;
  throw new Failure("usage", "Open the arguments of a tool first: MCP Sandbox: Call Tool.");
}
