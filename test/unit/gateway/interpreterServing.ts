import { expect } from "vitest";
import { InterpreterServer } from "../../../src/gateway/interpreter/interpreterServer.ts";
import { tools } from "../../../src/gateway/interpreter/tools.ts";
import type { CallResult, Progress } from "../../../src/mcp/server.ts";
import { validate } from "../../../src/mcp/validate.ts";
import { Lines } from "../../fakes/logs.ts";
import { MemoryPlace } from "../../fakes/memoryPlace.ts";

export type Structured = Readonly<Record<string, unknown>>;
export interface Told extends CallResult {
  readonly structuredContent?: Structured;
  readonly text: string;
}

/** The interpreter server on a place in memory, and a client of it. */
export function serving() {
  const place = new MemoryPlace();
  const server = new InterpreterServer({ place, contexts: place.contexts, log: new Lines() });
  /** Calls as one client, and holds the answer against the schema that is declared for it. */
  const call = async (
    name: string,
    args: Structured = {},
    more: { sender?: string; signal?: AbortSignal; onProgress?: (told: Progress) => void } = {},
  ): Promise<Told> => {
    const { sender = "me", signal = new AbortController().signal, onProgress } = more;
    const caller = { signal, capabilities: {}, sender };
    const params = { name, arguments: args };
    const result = (await server.answer({
      ...{ method: "tools/call", params, caller, onProgress },
    })) as CallResult & { readonly structuredContent?: Structured };
    const schema = tools.find((tool) => tool.name === name)?.outputSchema ?? {};
    if (result.isError !== true || name === "run_code")
      if (result.structuredContent !== undefined)
        expect(await validate(schema, result.structuredContent, "all")).toEqual({ problems: [] });
    const [first] = result.content;
    return { ...result, text: first?.type === "text" ? String(first["text"]) : "" };
  };
  const create = async (args: Structured = {}, more = {}): Promise<string> =>
    String((await call("create_context", args, more)).structuredContent?.["context_id"]);
  return { place, server, call, create };
}
