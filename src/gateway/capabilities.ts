import type { ServerCapabilities } from "@modelcontextprotocol/server";
import { isRecord, type Params } from "./backend.ts";

/** Everything that can be passed on, for servers that have not been seen yet. */
const all: ServerCapabilities = {
  tools: { listChanged: true },
  prompts: { listChanged: true },
  resources: { listChanged: true, subscribe: true },
  logging: {},
  completions: {},
};

/** What is promised to a client: what the server was seen to do, and changes of it, which we tell. */
export function capabilitiesOf(seen: Params | undefined): ServerCapabilities {
  if (seen === undefined) return all;
  return {
    tools: { listChanged: true },
    ...(seen["prompts"] !== undefined && { prompts: { listChanged: true } }),
    // Also where it has none of its own: the whole of a large result is read as a resource.
    resources: { ...(isRecord(seen["resources"]) && seen["resources"]), listChanged: true },
    ...(seen["logging"] !== undefined && { logging: {} }),
    ...(seen["completions"] !== undefined && { completions: {} }),
  };
}
