import { createInterface } from "node:readline";
import { Readable } from "node:stream";
import type { Io } from "./memorySandboxes.ts";

export interface Message {
  readonly id?: number | string;
  readonly method?: string;
  readonly params?: Record<string, unknown>;
  readonly result?: unknown;
  readonly error?: unknown;
}

/** The messages that a program in memory gets, one a line. */
export async function* messages({ stdin }: Pick<Io, "stdin">): AsyncGenerator<Message> {
  const lines = createInterface({ input: Readable.from(stdin) });
  for await (const line of lines) yield JSON.parse(line) as Message;
}

export function say({ stdout }: Pick<Io, "stdout">, message: Message): void {
  stdout(`${JSON.stringify({ jsonrpc: "2.0", ...message })}\n`);
}
