import { Failure, type FailureDetails, type FailureCode } from "../../../../src/base/failure.ts";
import type { ServerRow } from "../../../../src/editor/tree/serverNode.ts";
import type { ServerInfo, ServerState, StageTime, Tool } from "../../../../src/mcp/server.ts";

/** A row for a server called `files` unless told otherwise. */
export function row(state: ServerState, options: Partial<RowOptions> = {}): ServerRow {
  const { name = "files", disabled = false, outdated = false, description, group } = options;
  return {
    definition: {
      name,
      disabled,
      commandLine: "npx -y files /data",
      ...(description === undefined ? {} : { description }),
      ...(group === undefined ? {} : { group }),
      timeouts: { initializationMs: 1, requestMs: 1, idleMs: 1 },
      launchKey: "1",
      sandboxId: `${name}-1`,
      resolve: () => Promise.reject(new Failure("internal", "Not to be started.")),
    },
    state,
    outdated,
  };
}

interface RowOptions {
  readonly name: string;
  readonly disabled: boolean;
  readonly outdated: boolean;
  readonly description: string;
  readonly group: string;
}

export const stopped: ServerState = { kind: "stopped" };

export function running(options: Partial<RunningOptions> = {}): ServerState {
  const { tools = [], caveats = [], calls = 0 } = options;
  const info: ServerInfo = {
    name: "files-server",
    version: "1.2.0",
    protocolVersion: "2025-11-25",
    capabilities: {},
    caveats,
  };
  const stages: StageTime[] = [
    { stage: "sandbox", startedAt: 0, durationMs: 20 },
    { stage: "spawn", startedAt: 20, durationMs: 80 },
    { stage: "handshake", startedAt: 100, durationMs: 1100 },
  ];
  return { kind: "running", since: 1200, stages, info, tools, calls };
}

interface RunningOptions {
  readonly tools: readonly Tool[];
  readonly caveats: readonly string[];
  readonly calls: number;
}

export function failed(
  code: FailureCode,
  message: string,
  details: FailureDetails = {},
  retryAt?: number,
): ServerState {
  const failure = new Failure(code, message, details);
  return {
    kind: "failed",
    at: 0,
    stages: [],
    failure,
    ...(retryAt === undefined ? {} : { retryAt }),
  };
}

export function tool(name: string, more: Partial<Tool> = {}): Tool {
  return { name, inputSchema: { type: "object" }, ...more };
}
