import { createHash } from "node:crypto";
import { Failure } from "../../base/failure.ts";
import type { Context } from "../../interpreter/contexts/context.ts";
import type { Language } from "../../interpreter/engine.ts";
import type { Place } from "../../interpreter/places/place.ts";

export interface NotebookWish {
  /** Address of the notebook. */
  readonly notebook: string;
  /** Its name for people. */
  readonly name: string;
  readonly language: Language;
}

interface Opened {
  readonly context: Context;
  readonly close: () => Promise<void>;
}

/** A microVM costs money while nobody looks at its notebook. */
const longestIdleMs = { e2b: 30 * 60_000 } as const;

/**
 * Where the code of one notebook and language runs: a context in a sandbox of its own, from the
 * first run until the notebook is closed. What died is begun anew when it is needed again.
 */
export class NotebookContext implements AsyncDisposable {
  readonly wish: NotebookWish;
  /** Names the private home, too: what code has installed is there again in the next window. */
  readonly id: string;
  readonly #open: (id: string) => Promise<Place>;
  readonly #onDidChange: () => void;
  readonly #term = new AbortController();
  #opening: Promise<Opened> | undefined;
  #context: Context | undefined;
  #loss: string | undefined;

  constructor(wish: NotebookWish, open: (id: string) => Promise<Place>, onDidChange: () => void) {
    this.wish = wish;
    const hash = createHash("sha256").update(wish.notebook).digest("hex").slice(0, 16);
    this.id = `notebook-${hash}-${wish.language}`;
    this.#open = open;
    this.#onDidChange = onDidChange;
  }

  /** Absent while there is none. */
  get context(): Context | undefined {
    return this.#context;
  }

  /** Settles when code can run. A start under way is shared. Rejects as the sandbox and the engine do. */
  async ready(signal?: AbortSignal): Promise<Context> {
    const known = this.#opening;
    const opened = await known?.catch(() => undefined);
    if (opened !== undefined && isAlive(opened.context)) return opened.context;
    if (this.#term.signal.aborted) throw closed();
    if (opened !== undefined) this.#loss = lossOf(opened.context);
    if (this.#opening === known) this.#opening = this.#begin(opened, signal);
    return (await this.#opening)?.context ?? Promise.reject(closed());
  }

  /** Why what earlier runs held is gone; said once. */
  takeLoss(): string | undefined {
    const loss = this.#loss;
    this.#loss = undefined;
    return loss;
  }

  /** Begins anew: what it held is lost. */
  async restart(signal?: AbortSignal): Promise<void> {
    const context = this.#context;
    if (context !== undefined && isAlive(context)) return context.restart(signal);
    await this.ready(signal);
    this.takeLoss();
  }

  /** Ends it until code runs again. Never rejects. */
  async stop(): Promise<void> {
    const opening = this.#opening;
    await this.#context?.[Symbol.asyncDispose]();
    await (await opening?.catch(() => undefined))?.close();
  }

  /** Ends it for good, also in the middle of its start. Never rejects. */
  async [Symbol.asyncDispose](): Promise<void> {
    this.#term.abort(closed());
    await this.stop();
  }

  async #begin(before: Opened | undefined, signal: AbortSignal | undefined): Promise<Opened> {
    await before?.close();
    const { language, name } = this.wish;
    const [place, { Contexts }] = await Promise.all([
      this.#open(this.id),
      import("../../interpreter/contexts.ts"),
    ]);
    const { engine, provider } = place;
    const idleMs = provider === "e2b" ? longestIdleMs.e2b : undefined;
    const contexts = new Contexts({ engine, provider, idleMs });
    const close = async (): Promise<void> => {
      await contexts[Symbol.asyncDispose]();
      await place[Symbol.asyncDispose]();
    };
    contexts.onDidChange((context) => {
      this.#context = context;
      if (context.state.kind === "stopped") queueMicrotask(() => void close());
      this.#onDidChange();
    });
    try {
      const signals = [this.#term.signal, ...(signal === undefined ? [] : [signal])];
      const wish = { language, description: name };
      const context = await contexts.create(wish, { signal: AbortSignal.any(signals) });
      return { context, close };
    } catch (error) {
      await close();
      throw error;
    }
  }
}

/** True for what code can run in, now or soon. */
function isAlive({ state }: Context): boolean {
  return state.kind !== "failed" && state.kind !== "stopped";
}

function lossOf({ state }: Context): string {
  return state.kind === "failed" ? state.failure.message : "The context was stopped.";
}

const closed = (): Failure => new Failure("cancelled", "The notebook was closed.");
