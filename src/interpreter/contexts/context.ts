import { randomUUID } from "node:crypto";
import { Failure } from "../../base/failure.ts";
import type { Engine, Execution, Kernel, Language, RunOptions } from "../engine.ts";
import { Linked } from "../linked.ts";
import { bounded } from "./bounded.ts";
import { Turns } from "./turns.ts";

export type ContextState =
  | { readonly kind: "starting" }
  | { readonly kind: "idle" }
  | { readonly kind: "running"; readonly since: number }
  | { readonly kind: "stopped" }
  /** Nothing runs in it until it is restarted. */
  | { readonly kind: "failed"; readonly failure: Failure };

export interface ContextWish {
  readonly language: Language;
  readonly description?: string | undefined;
  /** Inside the sandbox; the engine's own when absent. */
  readonly cwd?: string | undefined;
  /** Who alone sees it; those who have no owner see all. */
  readonly owner?: string | undefined;
  /** Seen by every owner. */
  readonly shared?: boolean | undefined;
}

export interface ContextOptions {
  readonly engine: Engine;
  readonly provider: string;
  /** Of one run's output, in bytes of text. */
  readonly maxOutputBytes: number;
  readonly onDidChange: (context: Context) => void;
}

/** A place for code with its state: the kernel in it may be another one after a restart. */
export class Context implements AsyncDisposable {
  readonly id = randomUUID();
  readonly language: Language;
  readonly owner: string | undefined;
  readonly shared: boolean;
  readonly provider: string;
  /** Epoch milliseconds. */
  readonly createdAt = Date.now();
  readonly #options: ContextOptions;
  readonly #turns = new Turns();
  readonly #wantedCwd: string | undefined;
  #description: string;
  #lastUsedAt = this.createdAt;
  #state: ContextState = { kind: "starting" };
  #kernel: Kernel | undefined;
  /** Never rejects: what came of it is in the state. */
  #started: Promise<unknown> = Promise.resolve();
  /** Ends what belongs to one kernel when another one takes its place. */
  #term = new AbortController();
  #closed: Promise<void> | undefined;

  constructor(wish: ContextWish, options: ContextOptions) {
    this.language = wish.language;
    this.owner = wish.owner;
    this.shared = wish.shared === true;
    this.provider = options.provider;
    this.#description = wish.description ?? "";
    this.#wantedCwd = wish.cwd;
    this.#options = options;
  }

  get description(): string {
    return this.#description;
  }

  /** Epoch milliseconds. */
  get lastUsedAt(): number {
    return this.#lastUsedAt;
  }

  get cwd(): string {
    return this.#kernel?.cwd ?? this.#wantedCwd ?? "";
  }

  get state(): ContextState {
    return this.#state;
  }

  /** Starts its kernel; once, by who has made it. Rejects as the engine does, and is stopped then. */
  async start(signal?: AbortSignal): Promise<void> {
    try {
      await this.#start(signal);
    } catch (error) {
      await this[Symbol.asyncDispose]();
      throw error;
    }
  }

  /**
   * Runs code after what came before it. Rejects as the kernel does, and with `cancelled` when it
   * is restarted or stopped before the end.
   */
  async run(code: string, options: RunOptions = {}): Promise<Execution> {
    const { signal: term } = this.#term;
    using linked = new Linked([options.signal, term]);
    const { signal } = linked;
    const leave = await this.#turns.take(signal).catch((error: unknown) => {
      throw term.aborted ? term.reason : error;
    });
    this.#lastUsedAt = Date.now();
    try {
      return await this.#run(code, { ...options, signal });
    } catch (error) {
      throw term.aborted ? term.reason : error;
    } finally {
      this.#lastUsedAt = Date.now();
      leave();
      this.#settle();
    }
  }

  /** Asks what runs to stop; what waits behind it goes on. */
  async interrupt(): Promise<void> {
    await this.#kernel?.interrupt();
  }

  /** Begins anew: what it held is lost, what runs or waits is cancelled. Rejects as the engine does. */
  async restart(signal?: AbortSignal): Promise<void> {
    if (this.#closed !== undefined) throw stopped();
    this.#term.abort(new Failure("cancelled", "The context was restarted."));
    this.#term = new AbortController();
    const before = this.#kernel;
    this.#kernel = undefined;
    this.#become({ kind: "starting" });
    this.#started = Promise.resolve(before?.[Symbol.asyncDispose]());
    await this.#started;
    await this.#start(signal);
  }

  rename(description: string): void {
    this.#description = description;
    this.#options.onDidChange(this);
  }

  /** Stops it for good. Never rejects. */
  [Symbol.asyncDispose](): Promise<void> {
    this.#closed ??= this.#close();
    return this.#closed;
  }

  async #close(): Promise<void> {
    this.#term.abort(stopped());
    this.#become({ kind: "stopped" });
    await this.#kernel?.[Symbol.asyncDispose]();
  }

  #start(signal?: AbortSignal): Promise<void> {
    const starting = this.#startKernel(signal);
    this.#started = starting.catch(() => {});
    return starting;
  }

  async #startKernel(signal?: AbortSignal): Promise<void> {
    const { signal: term } = this.#term;
    const { language } = this;
    using linked = new Linked([signal, term]);
    const cwd = this.#wantedCwd;
    const wish = { language, ...(cwd !== undefined && { cwd }) };
    const starting = this.#options.engine.start(wish, { signal: linked.signal });
    const kernel = await starting.catch((error: unknown) => {
      const failure = term.aborted ? (term.reason as Failure) : Failure.from(error);
      if (!term.aborted) this.#become({ kind: "failed", failure });
      throw failure;
    });
    if (term.aborted) {
      await kernel[Symbol.asyncDispose]();
      throw term.reason;
    }
    this.#kernel = kernel;
    this.#settle();
    void kernel.ended.then((failure) => {
      if (this.#kernel === kernel) this.#become({ kind: "failed", failure });
    });
  }

  async #run(code: string, options: RunOptions): Promise<Execution> {
    await this.#started;
    const kernel = this.#kernel;
    if (this.#state.kind === "failed") throw this.#state.failure;
    if (kernel === undefined) throw stopped();
    this.#become({ kind: "running", since: Date.now() });
    const bound = bounded(options.onOutput, this.#options.maxOutputBytes);
    try {
      return await kernel.run(code, { ...options, onOutput: bound.onOutput });
    } finally {
      bound.end();
    }
  }

  /** What it is when nothing has gone wrong. */
  #settle(): void {
    if (this.#state.kind === "failed" || this.#state.kind === "stopped") return;
    if (this.#kernel === undefined || this.#turns.isTaken) return;
    this.#become({ kind: "idle" });
  }

  #become(state: ContextState): void {
    if (this.#state.kind === "stopped") return;
    this.#state = state;
    this.#options.onDidChange(this);
  }
}

const stopped = (): Failure => new Failure("cancelled", "The context was stopped.");
