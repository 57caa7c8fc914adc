import { Emitter } from "../base/event.ts";
import { Failure } from "../base/failure.ts";
import type { Log } from "../base/log.ts";
import type { Sandboxes } from "../sandbox/sandbox.ts";
import { defaultGrace, type Grace } from "../sandbox/stop.ts";
import { type Backoff, defaultBackoff } from "./backoff.ts";
import { Eras } from "./eras.ts";
import type { ClientInfo } from "./handshake.ts";
import { Life } from "./life.ts";
import type { SessionRecords } from "./records.ts";
import type { CallResult, Progress, ServerDefinition, ServerState, Tool } from "./server.ts";

export interface HostOptions {
  readonly sandboxes: Sandboxes;
  /** The log of one server. */
  readonly log: (server: string) => Log;
  readonly clientInfo: ClientInfo;
  readonly records?: SessionRecords;
  readonly backoff?: Backoff;
  readonly grace?: Grace;
  /** How long a server may take to answer a ping after a call was given up, before it is stopped. */
  readonly pingMs?: number;
}

const defaults = { backoff: defaultBackoff, grace: defaultGrace, pingMs: 5000, records: undefined };

/** What there is to see of one server. */
export interface ServerView {
  readonly definition: ServerDefinition;
  readonly state: ServerState;
  /** It runs by a definition that has changed since; a restart would bring the new one. */
  readonly outdated: boolean;
}

export interface WaitOptions {
  readonly signal?: AbortSignal | undefined;
}

export interface ToolCallOptions extends WaitOptions {
  readonly onProgress?: ((progress: Progress) => void) | undefined;
}

/**
 * All configured servers and what they are doing. Whoever wants something of a server asks here;
 * what fails, fails with a Failure. Closing the host stops everything.
 */
export class Host implements AsyncDisposable {
  readonly #options: HostOptions;
  readonly #eras = new Eras();
  readonly #changed = new Emitter<string>();
  readonly #changedServers = new Emitter<void>();
  readonly #leaving = new Set<Promise<void>>();
  #lives: ReadonlyMap<string, Life> = new Map();

  /** The name of a server whose view changed. */
  readonly onDidChange = this.#changed.event;
  /** Servers came, went or changed their order. */
  readonly onDidChangeServers = this.#changedServers.event;

  constructor(options: HostOptions) {
    this.#options = options;
  }

  /** Takes new definitions live: new servers appear, gone ones are stopped, changed ones marked. */
  define(definitions: readonly ServerDefinition[]): void {
    const before = this.#lives;
    const changed: string[] = [];
    this.#lives = new Map(
      definitions.map((definition) => {
        const life = before.get(definition.name);
        if (life === undefined) return [definition.name, this.#begin(definition)];
        if (life.definition !== definition) changed.push(definition.name);
        life.define(definition);
        return [definition.name, life];
      }),
    );
    for (const [name, life] of before) if (!this.#lives.has(name)) this.#leave(life);
    if ([...before.keys()].join() !== [...this.#lives.keys()].join()) this.#changedServers.fire();
    for (const name of changed) this.#tell(name);
  }

  get servers(): readonly ServerView[] {
    return [...this.#lives.values()].map(view);
  }

  server(name: string): ServerView | undefined {
    const life = this.#lives.get(name);
    return life && view(life);
  }

  /** Settles when the server runs. A start under way is shared; it ends when all have cancelled. */
  async start(name: string, { signal }: WaitOptions = {}): Promise<void> {
    await this.#life(name).running(signal);
  }

  /** Settles when nothing of the server is left. Never rejects but for an unknown name. */
  async stop(name: string): Promise<void> {
    await this.#life(name).stop();
  }

  async restart(name: string, options: WaitOptions = {}): Promise<void> {
    await this.stop(name);
    await this.start(name, options);
  }

  async stopAll(): Promise<void> {
    const stopping = [...this.#lives.values()].map((life) => life.stop());
    await Promise.all([...stopping, ...this.#leaving]);
  }

  /** The tools as last listed; starts the server when needed. */
  async tools(name: string, { signal }: WaitOptions = {}): Promise<readonly Tool[]> {
    const run = await this.#life(name).running(signal);
    return run.state.tools;
  }

  /** The tools as the server has them now. */
  async refreshTools(name: string, { signal }: WaitOptions = {}): Promise<readonly Tool[]> {
    const run = await this.#life(name).running(signal);
    return run.refreshTools(signal);
  }

  /**
   * Calls a tool, never more than once; starts the server when needed. The arguments are checked
   * before. A result with `isError` is returned; everything else that goes wrong is thrown.
   */
  async callTool(
    name: string,
    tool: string,
    args: Readonly<Record<string, unknown>>,
    { signal, onProgress }: ToolCallOptions = {},
  ): Promise<CallResult> {
    const run = await this.#life(name).running(signal);
    return run.call((session, timeoutMs) =>
      session.callTool(tool, args, { timeoutMs, signal, onProgress }),
    );
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await Promise.all([...[...this.#lives.values()].map((life) => life.end()), ...this.#leaving]);
    this.#changed.dispose();
    this.#changedServers.dispose();
  }

  #begin(definition: ServerDefinition): Life {
    const { name } = definition;
    const life: Life = new Life(definition, {
      ...{ ...defaults, ...this.#options },
      log: this.#options.log(name),
      eras: this.#eras,
      onDidChange: () => {
        if (this.#lives.get(name) === life) this.#tell(name);
      },
    });
    return life;
  }

  /** A listener's mistake must not become the server's. */
  #tell(name: string): void {
    try {
      this.#changed.fire(name);
    } catch (error) {
      this.#options.log(name).error(`A listener failed: ${Failure.from(error).message}`);
    }
  }

  #leave(life: Life): void {
    const leaving = life.end().then(() => void this.#leaving.delete(leaving));
    this.#leaving.add(leaving);
  }

  #life(name: string): Life {
    const life = this.#lives.get(name);
    if (life !== undefined) return life;
    const known = [...this.#lives.keys()].join(", ");
    throw new Failure("unknownServer", `There is no server ${name}.`, {
      remedy: known === "" ? "No servers are configured." : `There are ${known}.`,
    });
  }
}

const view = ({ definition, state, outdated }: Life): ServerView => ({
  definition,
  state,
  outdated,
});
