import { isRecord, type Params } from "./backend.ts";

/** What a tool may say of itself that makes a client ask less. Source: MCP `ToolAnnotations`. */
const assurances: Readonly<Record<string, boolean>> = {
  readOnlyHint: true,
  destructiveHint: false,
  idempotentHint: true,
  openWorldHint: false,
};

/** The same tool without its word that it is harmless, for tools that nobody has approved. */
export function withoutAssurances(tool: Params): Params {
  const { annotations } = tool;
  if (!isRecord(annotations)) return tool;
  const kept = Object.entries(annotations).filter(([key, value]) => assurances[key] !== value);
  return { ...tool, annotations: Object.fromEntries(kept) };
}
