import { randomUUID } from "node:crypto";
import { Emitter } from "../base/event.ts";
import { Failure } from "../base/failure.ts";
import { Eras } from "./eras.ts";
import { defaults, type HostOptions } from "./hostOptions.ts";
import { Life } from "./life.ts";
import type { Params, Peer } from "./peer.ts";
import type { Run } from "./run.ts";
import type { CallResult, Progress, ServerDefinition, ServerState, Tool } from "./server.ts";

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
  /** What `answer` is told when this call makes the server ask. */
  readonly id?: string | undefined;
  /** What can be asked on behalf of this call, of all that is declared; all of it when absent. */
  readonly capabilities?: Params | undefined;
  /** Sent along as the request's `_meta`. */
  readonly meta?: Readonly<Record<string, unknown>> | undefined;
  /**
   * Neither arguments nor result are checked: the server has the word, and so has its caller. It is
   * for others than the user: secrets of the launch are masked in all that they get.
   */
  readonly raw?: boolean | undefined;
}

/** What a server says unasked, in its own words. Source: MCP notifications. */
export interface ServerNotice {
  readonly server: string;
  readonly method: string;
  readonly params: Params | undefined;
}

/** The host has its own ways to make these. */
const ownRequests = new Set([
  ...["initialize", "ping", "server/discover", "subscriptions/listen"],
  ...["tools/list", "tools/call"],
]);

/**
 * All configured servers and what they are doing. Whoever wants something of a server asks here;
 * what fails, fails with a Failure. Closing the host stops everything.
 */
export class Host implements AsyncDisposable {
  readonly #options: HostOptions;
  readonly #eras = new Eras();
  readonly #changed = new Emitter<string>();
  readonly #changedServers = new Emitter<void>();
  readonly #notified = new Emitter<ServerNotice>();
  readonly #leaving = new Set<Promise<void>>();
  #lives: ReadonlyMap<string, Life> = new Map();

  /** The name of a server whose view changed. */
  readonly onDidChange = this.#changed.event;
  /** Servers came, went or changed their order. */
  readonly onDidChangeServers = this.#changedServers.event;
  /** What servers say unasked: changes, log messages; not the progress of calls. */
  readonly onDidNotify = this.#notified.event;

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
    { id, ...options }: ToolCallOptions = {},
  ): Promise<CallResult> {
    const run = await this.#life(name).running(options.signal);
    const call = id ?? randomUUID();
    const onProgress = masked(run, options.onProgress);
    const result = await run.call((session, timeoutMs) =>
      session.callTool(tool, args, { ...options, onProgress, timeoutMs, call }),
    );
    return options.raw === true ? run.masked(result) : result;
  }

  /**
   * Any other request of the protocol, prompts and resources for instance; starts the server when
   * needed. Gives the result as the server sent it, with the launch's secrets masked.
   */
  async request(
    name: string,
    method: string,
    params: Readonly<Record<string, unknown>>,
    { id, signal, onProgress, capabilities }: ToolCallOptions = {},
  ): Promise<unknown> {
    if (ownRequests.has(method)) throw new Failure("usage", `${method} is not for request().`);
    const run = await this.#life(name).running(signal);
    const call = id ?? randomUUID();
    const options = { signal, onProgress: masked(run, onProgress), call, capabilities };
    const result = await run.call((session, timeoutMs) =>
      session.request(method, params, { ...options, timeoutMs }),
    );
    return run.masked(result);
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await Promise.all([...[...this.#lives.values()].map((life) => life.end()), ...this.#leaving]);
    this.#changed.dispose();
    this.#changedServers.dispose();
    this.#notified.dispose();
  }

  #begin(definition: ServerDefinition): Life {
    const { name } = definition;
    const life: Life = new Life(definition, {
      ...{ ...defaults, ...this.#options },
      log: this.#options.log(name),
      eras: this.#eras,
      peer: this.#peer(name),
      onDidChange: () => {
        if (this.#lives.get(name) === life) this.#tell(name);
      },
    });
    return life;
  }

  #peer(server: string): Peer {
    const { answer, clientCapabilities = {} } = this.#options;
    return {
      capabilities: clientCapabilities,
      answer: answer && ((...question) => answer(server, ...question)),
      onNotify: (method, params) =>
        this.#guarded(server, () => this.#notified.fire({ server, method, params })),
    };
  }

  #tell(name: string): void {
    this.#guarded(name, () => this.#changed.fire(name));
  }

  /** A listener's mistake must not become the server's. */
  #guarded(name: string, fire: () => void): void {
    try {
      fire();
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

/** Progress without secrets. */
const masked = (
  run: Run,
  onProgress: ToolCallOptions["onProgress"],
): ToolCallOptions["onProgress"] => onProgress && ((progress) => onProgress(run.masked(progress)));

const view = ({ definition, state, outdated }: Life): ServerView => ({
  definition,
  state,
  outdated,
});
