import type { MimeBundle } from "../engine.ts";

/** What comes from a driver and from what it runs under. */
export type Told =
  | { readonly is: "ready"; readonly cwd: string; readonly version: string }
  | { readonly is: "started"; readonly run: number }
  /** Each character is one byte of what the code, or a program that it started, has written. */
  | { readonly is: "raw"; readonly stream: Stream; readonly text: string }
  | { readonly is: "stream"; readonly stream: Stream; readonly text: string }
  | {
      readonly is: "display";
      readonly main: boolean;
      readonly data: MimeBundle;
      readonly id?: string;
    }
  | { readonly is: "clear"; readonly wait: boolean }
  | {
      readonly is: "ask";
      readonly question: number;
      readonly prompt: string;
      readonly password: boolean;
    }
  | { readonly is: "cut"; readonly bytes: number }
  | { readonly is: "done"; readonly run: number; readonly error?: ToldError }
  | Gone;

type Stream = "stdout" | "stderr";

interface ToldError {
  readonly name: string;
  readonly value: string;
  readonly traceback: string;
}

/** How the driver's process ended. */
export interface Gone {
  readonly is: "gone";
  readonly code: number;
  readonly signal: number;
  /** It was killed because it did not stop. */
  readonly stubborn: boolean;
  /** Why its program could not be run. */
  readonly missing: string;
}

/** The meaning of a line; undefined when it has none. Code can find out its driver's key and tell anything. */
export function toldBy(line: string): Told | undefined {
  const value = parsed(line);
  if (value === undefined) return undefined;
  const text = (name: string): string => textOf(value[name]);
  const number = (name: string): number => Number(value[name]) || 0;
  const isTrue = (name: string): boolean => value[name] === true || value[name] === 1;
  const stream = value["stream"] === "stderr" ? "stderr" : "stdout";
  switch (value["is"]) {
    case "ready":
      return { is: "ready", cwd: text("cwd"), version: text("version") };
    case "started":
      return { is: "started", run: number("run") };
    case "raw":
    case "stream":
      return { is: value["is"], stream, text: text("text") };
    case "display":
      return { is: "display", main: isTrue("main"), data: bundleOf(value["data"]), ...idOf(value) };
    case "clear":
      return { is: "clear", wait: isTrue("wait") };
    case "ask": {
      const question = number("question");
      return { is: "ask", question, prompt: text("prompt"), password: isTrue("password") };
    }
    case "cut":
      return { is: "cut", bytes: number("bytes") };
    case "done":
      return { is: "done", run: number("run"), ...errorOf(value["error"]) };
    case "gone": {
      const [code, signal] = [number("code"), number("signal")];
      return { is: "gone", code, signal, stubborn: isTrue("stubborn"), missing: text("missing") };
    }
    default:
      return undefined;
  }
}

function parsed(line: string): Record<string, unknown> | undefined {
  try {
    const value: unknown = JSON.parse(line);
    return isRecord(value) ? value : undefined;
  } catch {
    return undefined;
  }
}

/** Half a surrogate pair is no text. */
const textOf = (value: unknown): string => (typeof value === "string" ? value.toWellFormed() : "");

function idOf({ id }: Record<string, unknown>): { readonly id?: string } {
  return typeof id === "string" ? { id } : {};
}

function errorOf(error: unknown): { readonly error?: ToldError } {
  if (!isRecord(error)) return {};
  const { name, value, traceback } = error;
  return {
    error: { name: textOf(name), value: textOf(value), traceback: textOf(traceback) },
  };
}

function bundleOf(value: unknown): MimeBundle {
  const data = isRecord(value) ? Object.entries(value) : [];
  return Object.fromEntries(
    data.map(([type, part]) => [type, typeof part === "string" ? part.toWellFormed() : part]),
  );
}

const isRecord = (value: unknown): value is Record<string, unknown> =>
  typeof value === "object" && value !== null && !Array.isArray(value);
