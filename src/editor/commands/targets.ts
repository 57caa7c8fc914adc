import type { Host } from "../../mcp/host.ts";
import { Failure } from "../../base/failure.ts";
import { window } from "vscode";
import { isRecord } from "../../config/jsonPath.ts";
import type { ServerState, Tool } from "../../mcp/server.ts";
import { isNode } from "../tree/node.ts";
import { stateWords } from "../words/stateWords.ts";
import { toolTitle } from "../words/toolTitle.ts";
import { visibleLine } from "../words/visible.ts";

/** What a command was called on: a row of the tree, a name, or nothing at all. */
export interface Target {
  readonly server?: string;
  readonly tool?: string;
}

export function targetOf(argument: unknown): Target {
  if (typeof argument === "string") return { server: argument };
  const { server, tool } = isNode(argument) || isRecord(argument) ? (argument as Target) : {};
  return {
    ...(typeof server === "string" ? { server } : {}),
    ...(typeof tool === "string" ? { tool } : {}),
  };
}

type Hosts = Pick<Host, "servers" | "server">;

/** The server that is meant, else the one that the user picks. Throws when there is none to pick. */
export async function serverFor(
  argument: unknown,
  host: Hosts,
  title: string,
  fits: (state: ServerState) => boolean = () => true,
): Promise<string | undefined> {
  const { server } = targetOf(argument);
  if (server !== undefined) return server;
  const servers = host.servers.filter(({ state }) => fits(state));
  if (servers.length === 0) throw noServers(host);
  const items = servers.map(({ definition, state }) => ({
    label: definition.name,
    description: stateWords(state, Date.now()),
    detail: visibleLine(definition.description ?? definition.commandLine),
  }));
  const placeHolder = "Pick a server";
  const picked = await window.showQuickPick(items, { title, placeHolder, matchOnDetail: true });
  return picked?.label;
}

/** The tool that is meant, else the one that the user picks. */
export async function toolFor(
  wanted: string | undefined,
  tools: readonly Tool[],
  server: string,
): Promise<Tool | undefined> {
  const found = tools.find(({ name }) => name === wanted);
  if (found !== undefined) return found;
  if (wanted !== undefined || tools.length === 0) throw noTool(server, wanted);
  const items = tools.map((tool) => ({
    label: visibleLine(tool.name, 100),
    description: toolTitle(tool) ?? "",
    detail: visibleLine(tool.description ?? ""),
    tool,
  }));
  const picked = await window.showQuickPick(items, {
    title: `Call a Tool of ${server}`,
    placeHolder: "Pick a tool",
    matchOnDescription: true,
    matchOnDetail: true,
  });
  return picked?.tool;
}

function noServers({ servers }: Hosts): Failure {
  return servers.length === 0
    ? new Failure("usage", "No MCP server is configured yet. Add one first.")
    : new Failure("usage", "No server is in a state for this.");
}

function noTool(server: string, tool: string | undefined): Failure {
  return tool === undefined
    ? new Failure("unknownTool", `${server} offers no tools.`)
    : new Failure("unknownTool", `${server} has no tool ${tool}.`);
}
