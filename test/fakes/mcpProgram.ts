import { type Message, messages, say } from "./jsonLines.ts";
import type { Io, Program } from "./memorySandboxes.ts";

export interface FakeTool {
  /** Merged into the tool as it is listed. */
  readonly listed?: Readonly<Record<string, unknown>>;
  /** Gives the result; throwing an RpcError answers with it. A promise that never settles hangs. */
  readonly call: (args: Record<string, unknown>, call: FakeCall) => unknown;
}

export interface FakeCall {
  readonly io: Io;
  readonly id: number | string;
  readonly meta: Readonly<Record<string, unknown>>;
  /** Fires when the client cancels this call. */
  readonly cancelled: AbortSignal;
  /** Asks the client and gives its whole response. */
  readonly ask: Ask;
}

export type Ask = (id: string, method: string, params: Record<string, unknown>) => Promise<Message>;

/** Answers a request: the result, or an RpcError that is thrown. */
export type Answer = (params: Record<string, unknown>, io: Io) => unknown;

export class RpcError extends Error {
  readonly code: number;
  readonly data: unknown;

  constructor(code: number, message: string, data?: unknown) {
    super(message);
    this.code = code;
    this.data = data;
  }
}

export const text = (words: string): object => ({ content: [{ type: "text", text: words }] });

export const echo: FakeTool = { call: (args) => text(String(args["message"])) };

/** An MCP server in memory: its tools, and answers that differ from the usual ones. Ends with its input. */
export function mcpProgram(
  tools: Readonly<Record<string, FakeTool>> = { echo },
  answers: Readonly<Record<string, Answer>> = {},
  capabilities: object = { tools: {} },
): Program {
  return async (io) => {
    const calls = new Map<unknown, AbortController>();
    const asked = new Map<unknown, (response: Message) => void>();
    const ask: Ask = (id, method, params) => {
      say(io, { id, method, params });
      return new Promise((resolve) => asked.set(id, resolve));
    };
    const all = { ...usual(tools, capabilities), ...answers };
    for await (const message of messages(io)) {
      if (message.method === "notifications/cancelled")
        calls.get(message.params?.["requestId"])?.abort();
      if (message.method === undefined) asked.get(message.id)?.(message);
      if (message.id === undefined || message.method === undefined) continue;
      const cancel = new AbortController();
      calls.set(message.id, cancel);
      const answer =
        message.method === "tools/call"
          ? (all["tools/call"] ?? called(tools, message, cancel.signal, ask))
          : all[message.method];
      void reply(io, message, answer);
    }
    return 0;
  };
}

function usual(
  tools: Readonly<Record<string, FakeTool>>,
  capabilities: object,
): Readonly<Record<string, Answer>> {
  const list = Object.entries(tools).map(([name, { listed }]) => ({
    ...{ name, inputSchema: { type: "object" } },
    ...listed,
  }));
  return {
    initialize: ({ protocolVersion }) => ({
      protocolVersion,
      capabilities,
      serverInfo: { name: "memory", version: "1.0.0" },
    }),
    ping: () => ({}),
    "tools/list": () => ({ tools: list }),
  };
}

function called(
  tools: Readonly<Record<string, FakeTool>>,
  message: Message,
  cancelled: AbortSignal,
  ask: Ask,
): Answer {
  return ({ name, arguments: args, _meta }, io) => {
    const tool = tools[String(name)];
    if (tool === undefined) throw new RpcError(-32602, `No tool ${String(name)}`);
    const meta = (_meta ?? {}) as Record<string, unknown>;
    return tool.call((args ?? {}) as Record<string, unknown>, {
      io,
      id: message.id ?? 0,
      meta,
      cancelled,
      ask,
    });
  };
}

async function reply(
  io: Io,
  { id, params = {} }: Message,
  answer: Answer | undefined,
): Promise<void> {
  const from = id === undefined ? {} : { id };
  try {
    if (answer === undefined) throw new RpcError(-32601, "Method not found");
    say(io, { ...from, result: await answer(params, io) });
  } catch (error) {
    const { code, message, data } =
      error instanceof RpcError ? error : new RpcError(-32603, String(error));
    say(io, { ...from, error: { code, message, ...(data !== undefined && { data }) } });
  }
}
