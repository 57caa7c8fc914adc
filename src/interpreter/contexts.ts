import { type Event, Emitter } from "../base/event.ts";
import { Failure } from "../base/failure.ts";
import { Context, type ContextWish } from "./contexts/context.ts";
import { IdleStop } from "./contexts/idleStop.ts";
import type { Engine, Language } from "./engine.ts";

export interface ContextsOptions {
  readonly engine: Engine;
  /** Where the engine runs code, for people: `local`, `e2b`, `service`. */
  readonly provider: string;
  /** How many there may be at once. */
  readonly maxContexts?: number;
  /** Of one run's output, in bytes of text. */
  readonly maxOutputBytes?: number;
  /** A context that nobody uses for so long is stopped; none is when absent. */
  readonly idleMs?: number | undefined;
}

const defaults = { maxContexts: 32, maxOutputBytes: 10 * 1024 * 1024 };

/** The contexts of one engine, and who sees which. */
export class Contexts implements AsyncDisposable {
  readonly #options: ContextsOptions & typeof defaults;
  readonly #idle: IdleStop;
  readonly #all = new Map<string, Context>();
  /** Also those that are being stopped. */
  readonly #open = new Set<Context>();
  /** By language and owner, from the first wish on. */
  readonly #defaults = new Map<string, Promise<Context>>();
  readonly #changed = new Emitter<Context>();
  #isClosed = false;

  /** Fires with a context that came, changed or was stopped. */
  readonly onDidChange: Event<Context> = this.#changed.event;

  constructor(options: ContextsOptions) {
    this.#options = { ...defaults, ...options };
    this.#idle = new IdleStop(options.idleMs);
  }

  /** Those that an owner may see, oldest first; all of them without one. */
  list(owner?: string): readonly Context[] {
    return [...this.#all.values()].filter((context) => sees(owner, context));
  }

  /** Rejects what the owner may not see in the same words as what is not there. Throws `usage`. */
  find(id: string, owner?: string): Context {
    const context = this.#all.get(id);
    if (context !== undefined && sees(owner, context)) return context;
    throw new Failure("usage", `Context ${id} not found.`);
  }

  /** Settles when code can run in it. Rejects as the engine does, and with `planLimit`. */
  async create(
    wish: ContextWish,
    { signal }: { readonly signal?: AbortSignal | undefined } = {},
  ): Promise<Context> {
    const { engine, provider, maxContexts, maxOutputBytes } = this.#options;
    if (this.#isClosed) throw new Failure("cancelled", "All contexts were stopped.");
    if (this.#all.size >= maxContexts)
      throw new Failure("planLimit", `There are ${maxContexts} contexts already.`, {
        remedy: "Stop one that is not needed any more.",
      });
    const onDidChange = (changed: Context): void => this.#heard(changed);
    const context = new Context(wish, { engine, provider, maxOutputBytes, onDidChange });
    this.#all.set(context.id, context);
    this.#open.add(context);
    this.#changed.fire(context);
    await context.start(signal);
    return context;
  }

  /**
   * The one for code of a language that names no context: made when it is first wanted, and again
   * when it has failed or was stopped. A start under way is shared. Rejects as `create` does.
   */
  async defaultOf(language: Language, owner?: string): Promise<Context> {
    const key = `${language}\n${owner ?? ""}`;
    const known = this.#defaults.get(key);
    if (known === undefined) {
      const starting = this.create({ language, owner, description: "default" });
      this.#defaults.set(key, starting);
      return starting;
    }
    const context = await known.catch(() => undefined);
    if (context !== undefined && isAlive(context)) return context;
    // Whoever finds it first takes it away.
    if (this.#defaults.get(key) === known) this.#defaults.delete(key);
    await context?.[Symbol.asyncDispose]();
    return this.defaultOf(language, owner);
  }

  /** Stops what an owner who went away had for himself. */
  async leave(owner: string): Promise<void> {
    const own = [...this.#all.values()].filter((one) => one.owner === owner && !one.shared);
    await Promise.all(own.map((context) => context[Symbol.asyncDispose]()));
  }

  /** Stops all of them. The engine is closed by who has made it. */
  async [Symbol.asyncDispose](): Promise<void> {
    this.#isClosed = true;
    this.#idle[Symbol.dispose]();
    await Promise.all([...this.#open].map((context) => context[Symbol.asyncDispose]()));
  }

  #heard(context: Context): void {
    if (!this.#isClosed) this.#idle.saw(context);
    if (context.state.kind === "stopped") {
      this.#all.delete(context.id);
      queueMicrotask(() => void this.#stopped(context));
    }
    this.#changed.fire(context);
  }

  async #stopped(context: Context): Promise<void> {
    await context[Symbol.asyncDispose]();
    this.#open.delete(context);
  }
}

const sees = (owner: string | undefined, context: Context): boolean =>
  owner === undefined || context.shared || context.owner === owner;

const isAlive = ({ state }: Context): boolean =>
  state.kind !== "failed" && state.kind !== "stopped";
