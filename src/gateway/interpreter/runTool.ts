import { Failure } from "../../base/failure.ts";
import type { Context } from "../../interpreter/contexts/context.ts";
import type { Language, Output } from "../../interpreter/engine.ts";
import type { CallResult } from "../../mcp/server.ts";
import { Collected } from "./collected.ts";
import { runResult } from "./runResult.ts";
import type { Call } from "./toolCall.ts";

/** As its schema has checked it. */
type RunArguments = {
  readonly code: string;
  readonly context_id?: string;
  readonly language?: Language;
  readonly timeout?: number;
};

/** `run_code`: an error of the code is a result that says so, and what it wrote before stays in it. */
export async function runCode(call: Call): Promise<CallResult> {
  const { code, timeout, ...where } = call.args as RunArguments;
  const context = await contextFor(where, call);
  const collected = new Collected();
  const tell = progressOf(call);
  const execution = await context
    .run(code, {
      signal: call.signal,
      ...(timeout !== undefined && { timeoutMs: timeout * 1000 }),
      onOutput: (output) => {
        collected.add(output);
        tell(output);
      },
    })
    .catch((error: unknown) => interruptedBy(error));
  return runResult({ context_id: context.id, language: context.language }, collected, execution);
}

/** A run that ends by itself has shown something; why it was ended is told in the same place. */
function interruptedBy(error: unknown) {
  const { code, message, remedy } = Failure.from(error);
  if (code === "cancelled") throw error;
  const value = remedy === undefined ? message : `${message} ${remedy}`;
  return { count: 0, durationMs: 0, error: { name: names[code] ?? code, value, traceback: "" } };
}

const names: Partial<Record<Failure["code"], string>> = {
  timeout: "TimeoutError",
  sandboxFailed: "SandboxError",
  serviceUnreachable: "ConnectionError",
};

/** The one that is named; else the default one of the language. */
async function contextFor(
  { context_id: id, language }: Pick<RunArguments, "context_id" | "language">,
  { contexts, owner }: Call,
): Promise<Context> {
  if (id !== undefined && id !== "") {
    const context = contexts.find(id, owner);
    if (language === undefined || language === context.language) return context;
    throw new Failure("usage", `Context ${id} is of ${context.language}, not of ${language}.`, {
      remedy: "Give only one of context_id and language.",
    });
  }
  if (language !== undefined) return contexts.defaultOf(language, owner);
  throw new Failure("usage", "Either context_id or language parameter must be provided");
}

/** Sends what is written as it comes, each time with the characters so far. */
function progressOf({ onProgress }: Call): (output: Output) => void {
  let progress = 0;
  return (output) => {
    if (output.kind !== "stream" || output.text === "") return;
    progress += output.text.length;
    onProgress?.({ progress, message: output.text });
  };
}
