/**
 * The second waist: where code runs and keeps its state. What is above it (contexts, cells,
 * notebooks, the code-interpreter server) is the same for a driver in a sandbox (`kernel`) and for
 * a code-interpreter HTTP service (`service`).
 */

import type { Failure } from "../base/failure.ts";

/** In the service's own words. Source: E2B code interpreter, `POST /contexts`. */
export const languages = ["python", "javascript", "typescript", "bash", "r", "java"] as const;
export type Language = (typeof languages)[number];

/** Makes kernels of one kind. Closing it ends all of them. */
export interface Engine extends AsyncDisposable {
  /**
   * Settles when code can run in it. Rejects with a Failure: `usage` for a language that it does
   * not have, and what the waist below rejects with.
   */
  start(wish: KernelWish, options?: { readonly signal?: AbortSignal }): Promise<Kernel>;
}

export interface KernelWish {
  readonly language: Language;
  /** Inside the sandbox; the engine's own working directory when absent. */
  readonly cwd?: string;
}

/** One interpreter with its state. Runs come one after another: the caller queues them. */
export interface Kernel extends AsyncDisposable {
  /** The service's id of its context; the driver's own otherwise. */
  readonly id: string;
  readonly language: Language;
  readonly cwd: string;
  /**
   * Settles once, when nothing can run in it any more, and says why; another one is started in its
   * place then. Never rejects.
   */
  readonly ended: Promise<Failure>;
  /**
   * Runs code to its end. An error of the code is a result (`error`), not a rejection. Rejects with
   * `cancelled`, `timeout`, or with why the kernel ended; then whether it ran is not known.
   * Aborting interrupts the code and waits until it has stopped; the state of the kernel stays. What
   * does not stop is killed with its kernel after a time, which the rejection says.
   */
  run(code: string, options?: RunOptions): Promise<Execution>;
  /** Asks the running code to stop (KeyboardInterrupt and the like). Settles when that was sent. */
  interrupt(): Promise<void>;
}

export interface RunOptions {
  readonly signal?: AbortSignal;
  /** Called in order, while the code runs, at first with what came since the run before. */
  readonly onOutput?: (output: Output) => void;
  /** Answers `input()`; where absent the code sees an end of file. */
  readonly onInput?: (question: InputQuestion) => Promise<string | undefined>;
  readonly timeoutMs?: number;
  /** For this run alone. */
  readonly env?: Readonly<Record<string, string>>;
}

export interface InputQuestion {
  readonly prompt: string;
  readonly isPassword: boolean;
}

/** What running code gives, in order. */
export type Output =
  | { readonly kind: "stream"; readonly stream: "stdout" | "stderr"; readonly text: string }
  /** The value of the last expression (`isMain`), or what the code displayed. */
  | {
      readonly kind: "display";
      readonly isMain: boolean;
      readonly data: MimeBundle;
      /** Names a display that later ones with the same id replace. */
      readonly id?: string;
    }
  /** Everything shown so far goes, at once or when the next output comes. */
  | { readonly kind: "clear"; readonly wait: boolean }
  /** Output beyond the bound was left out; `bytes` says how much. */
  | { readonly kind: "cut"; readonly bytes: number };

/** By MIME type; binary data in base64, `application/json` and `…+json` as values. */
export type MimeBundle = Readonly<Record<string, unknown>>;

export interface Execution {
  /** Counts the runs of the kernel from 1. */
  readonly count: number;
  readonly durationMs: number;
  /** What the code raised, if it did. */
  readonly error?: ExecutionError;
}

export interface ExecutionError {
  /** `KeyboardInterrupt` or `Interrupted` after an interrupt. */
  readonly name: string;
  /** The exit code where the name is `SystemExit` (Python) or `ExitStatus` (bash, Node). */
  readonly value: string;
  /** As the interpreter writes it; may hold ANSI colours. */
  readonly traceback: string;
}
