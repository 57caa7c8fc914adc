import { createInterface } from "node:readline";
import type { Socket } from "node:net";
import { Failure, type FailureCode } from "../../base/failure.ts";
import type { InputQuestion, Language, Output } from "../engine.ts";

/** What a client asks of a keeper: one thing over each connection, as a line of JSON. */
export type Asked =
  | { readonly do: "list" }
  | {
      readonly do: "create";
      readonly language: Language;
      readonly description?: string;
      readonly cwd?: string;
    }
  | {
      readonly do: "run";
      readonly id: string;
      readonly code: string;
      readonly env?: Readonly<Record<string, string>>;
      readonly timeoutMs?: number;
    }
  | { readonly do: "interrupt" | "restart" | "stop"; readonly id: string };

/** To a question of code that runs. */
export interface Answered {
  readonly answer: string | null;
}

/** What the keeper says: output and questions of a run, and one last line. */
export type Said =
  | { readonly is: "output"; readonly output: Output }
  | { readonly is: "question"; readonly question: InputQuestion }
  | { readonly is: "done"; readonly value: unknown }
  | { readonly is: "failed"; readonly failure: PlainFailure };

/** A context, as it is told. */
export interface KeptContext {
  readonly id: string;
  readonly language: Language;
  readonly description: string;
  readonly cwd: string;
  readonly provider: string;
  readonly state: string;
  readonly createdAt: number;
  readonly lastUsedAt: number;
}

interface PlainFailure {
  readonly code: FailureCode;
  readonly message: string;
  readonly remedy?: string | undefined;
  readonly log?: string | undefined;
  readonly cause?: unknown;
}

export function plainOf(error: unknown): PlainFailure {
  const { code, message, remedy, log, cause } = Failure.from(error);
  // How a program ended is plain data, and the only cause that anybody asks for.
  const isPlain = typeof cause === "object" && cause !== null && !(cause instanceof Error);
  return { code, message, remedy, log, ...(isPlain && { cause }) };
}

export function failureOf({ code, message, remedy, log, cause }: PlainFailure): Failure {
  return new Failure(code, message, {
    ...(remedy !== undefined && { remedy }),
    ...(log !== undefined && { log }),
    ...(cause !== undefined && { cause }),
  });
}

/** Lines of JSON from the other end, until it has said all. Never rejects: an end is an end. */
export async function* linesFrom(socket: Socket): AsyncGenerator {
  try {
    for await (const line of createInterface({ input: socket, crlfDelay: Infinity }))
      yield JSON.parse(line) as unknown;
  } catch {
    // The other end went away, or is none of ours.
  }
}

/** Never throws: who went away hears nothing. */
export function say(socket: Socket, line: Said | Asked | Answered): void {
  if (socket.writable) socket.write(`${JSON.stringify(line)}\n`);
}
