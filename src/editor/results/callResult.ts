import { isRecord } from "../../config/jsonPath.ts";
import type { CallResult } from "../../mcp/server.ts";

/** True for what a server sent as a tool's result. */
export function isCallResult(value: unknown): value is CallResult {
  return isRecord(value) && Array.isArray(value["content"]);
}
