import { type Answer, type FakeTool, mcpProgram, RpcError } from "../../fakes/mcpProgram.ts";
import type { Program } from "../../fakes/memorySandboxes.ts";

const versions = { supported: ["2026-07-28"], requested: "2025-11-25" };
const common = { resultType: "complete", ttlMs: 0, cacheScope: "private" };

/** A server in memory of the revision of 2026: `initialize` is refused. */
export function modernProgram(
  tools: Readonly<Record<string, FakeTool>> = {},
  answers: Readonly<Record<string, Answer>> = {},
  capabilities: object = { tools: {} },
): Program {
  const list = Object.entries(tools).map(([name, { listed }]) => ({
    ...{ name, inputSchema: { type: "object" } },
    ...listed,
  }));
  return mcpProgram(tools, {
    initialize: () => {
      throw new RpcError(-32_022, "Unsupported protocol version", versions);
    },
    "server/discover": () => ({
      ...{ ...common, supportedVersions: ["2026-07-28"], capabilities, instructions: "Hi." },
      _meta: { "io.modelcontextprotocol/serverInfo": { name: "modern", version: "2" } },
    }),
    "tools/list": () => ({ ...common, tools: list }),
    ...answers,
  });
}
