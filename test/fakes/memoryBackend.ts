import { Emitter } from "../../src/base/event.ts";
import { Failure } from "../../src/base/failure.ts";
import type {
  Backend,
  BackendServer,
  CallOptions,
  Params,
  ServerNotice,
} from "../../src/gateway/backend.ts";
import type { ServerState, Tool } from "../../src/mcp/server.ts";
import type { ToolRules } from "../../src/mcp/toolRules.ts";

type Work = (args: Params, options: CallOptions) => unknown;

/** A server in memory: what its tools do, and what it answers to other requests. */
export interface MemoryServer {
  readonly tools?: Readonly<Record<string, Work>>;
  /** How a tool is listed, beside its name. */
  readonly listed?: Readonly<Record<string, Partial<Tool>>>;
  /** Which of its tools the settings let clients have. */
  readonly rules?: ToolRules;
  readonly answers?: Readonly<Record<string, (params: Params) => unknown>>;
  readonly capabilities?: Params;
  readonly instructions?: string;
  readonly disabled?: boolean;
}

/** What the gateway needs of a host, without any program. */
export class MemoryBackend implements Backend {
  /** Every server that was started, in order. */
  readonly starts: string[] = [];
  /** Every request that reached a server. */
  readonly requests: string[] = [];
  readonly #changed = new Emitter<string>();
  readonly #changedServers = new Emitter<void>();
  readonly #notified = new Emitter<ServerNotice>();
  readonly #states = new Map<string, ServerState>();
  #definitions: Readonly<Record<string, MemoryServer>>;

  readonly onDidChange = this.#changed.event;
  readonly onDidChangeServers = this.#changedServers.event;
  readonly onDidNotify = this.#notified.event;

  constructor(definitions: Readonly<Record<string, MemoryServer>>) {
    this.#definitions = definitions;
  }

  get servers(): readonly BackendServer[] {
    return Object.entries(this.#definitions).map(([name, { disabled = false, rules: tools }]) => ({
      definition: {
        ...{ name, disabled, launchKey: `launch of ${name}`, commandLine: name },
        ...(tools !== undefined && { tools }),
      },
      state: this.#states.get(name) ?? { kind: "stopped" },
    }));
  }

  server(name: string): BackendServer | undefined {
    return this.servers.find(({ definition }) => definition.name === name);
  }

  async tools(name: string): Promise<readonly Tool[]> {
    this.#start(name);
    return this.#toolsOf(name);
  }

  async callTool(name: string, tool: string, args: Params, options: CallOptions): Promise<unknown> {
    this.requests.push(`${name} ${tool} ${JSON.stringify(args)}`);
    const work = this.#start(name).tools?.[tool];
    if (work === undefined) throw new Failure("unknownTool", `There is no tool ${tool}.`);
    return work(args, options);
  }

  async request(name: string, method: string, params: Params): Promise<unknown> {
    this.requests.push(`${name} ${method} ${JSON.stringify(params)}`);
    const answer = this.#start(name).answers?.[method];
    if (answer !== undefined) return answer(params);
    throw new Failure("serverError", "The server answered with an error.", {
      cause: new Error("Method not found"),
      rpc: { code: -32601 },
    });
  }

  notify(notice: ServerNotice): void {
    this.#notified.fire(notice);
  }

  /** The server gets other tools, and says so. */
  change(name: string, server: MemoryServer): void {
    this.#definitions = { ...this.#definitions, [name]: server };
    this.#run(name);
  }

  /** The settings of a server are others from now on. */
  set(name: string, server: MemoryServer): void {
    this.#definitions = { ...this.#definitions, [name]: server };
    this.#changed.fire(name);
  }

  /** There are other servers from now on. */
  define(definitions: Readonly<Record<string, MemoryServer>>): void {
    this.#definitions = definitions;
    this.#changedServers.fire();
  }

  stop(name: string): void {
    this.#states.set(name, { kind: "stopped" });
    this.#changed.fire(name);
  }

  #start(name: string): MemoryServer {
    const server = this.#definitions[name];
    if (server === undefined) throw new Failure("unknownServer", `There is no server ${name}.`);
    if (this.#states.get(name)?.kind !== "running") {
      this.starts.push(name);
      this.#run(name);
    }
    return server;
  }

  #run(name: string): void {
    const { capabilities = { tools: {} }, instructions } = this.#definitions[name] ?? {};
    const about = {
      capabilities,
      caveats: [],
      ...(instructions !== undefined && { instructions }),
    };
    const before = this.#states.get(name);
    this.#states.set(name, {
      ...{ kind: "running", stages: [], calls: 0, tools: this.#toolsOf(name) },
      since: before?.kind === "running" ? before.since : this.starts.length,
      info: { name, version: "1", protocolVersion: "2025-11-25", ...about },
    });
    this.#changed.fire(name);
  }

  #toolsOf(name: string): readonly Tool[] {
    return Object.keys(this.#definitions[name]?.tools ?? {}).map((tool) => ({
      name: tool,
      inputSchema: { type: "object" },
      from: name,
      ...this.#definitions[name]?.listed?.[tool],
    }));
  }
}
