import { Failure } from "../../../base/failure.ts";
import type { ServerConfig } from "../../../config/serverEntry.ts";
import { isRecord, type Params } from "../../../gateway/backend.ts";
import type { Relay } from "../../../gateway/relay.ts";
import type { Host } from "../../../mcp/host.ts";
import type { Progress } from "../../../mcp/server.ts";
import type { Ahead } from "../ahead.ts";

export interface SandboxedToolsParts {
  readonly configuration: {
    readonly servers: readonly ServerConfig[];
    server(name: string): ServerConfig | undefined;
  };
  readonly host: Pick<Host, "server">;
  readonly relayTo: (server: string) => Relay;
  readonly ahead: Pick<Ahead, "ask">;
  readonly isTrusted: () => boolean;
}

export interface ToolCall {
  readonly server: string;
  readonly tool: string;
  readonly args: Params;
}

/** What a model is told of one server. */
interface Listed {
  readonly server: string;
  readonly description?: string;
  readonly tools?: readonly Params[];
  readonly note?: string;
}

const unseen = "Its tools are not known yet. Name this server to have it started and listed.";

/** The servers' tools for a language model, as the gateway would give them. What fails says what to do. */
export class SandboxedTools {
  readonly #parts: SandboxedToolsParts;

  constructor(parts: SandboxedToolsParts) {
    this.#parts = parts;
  }

  /** All servers and the tools they were last seen with; of one that is named, all there is. */
  async list(server: string | undefined, signal: AbortSignal): Promise<readonly Listed[]> {
    if (server !== undefined) {
      await this.#parts.ahead.ask(this.#config(server), signal);
      const tools = await this.#tools(server, signal);
      return [{ ...this.#about(server), tools }];
    }
    return Promise.all(this.#names.map((name) => this.#brief(name)));
  }

  /** Calls a tool once. Its result is the server's own. */
  async call(
    { server, tool, args }: ToolCall,
    signal: AbortSignal,
    onProgress: (progress: Progress) => void,
  ): Promise<unknown> {
    await this.#parts.ahead.ask(this.#config(server), signal);
    const tools = await this.#tools(server, signal);
    const names = tools.map(({ name }) => String(name));
    if (!names.includes(tool))
      throw new Failure("unknownTool", `${server} has no tool ${tool}.`, {
        remedy: names.length > 0 ? `It has ${names.join(", ")}.` : "It has none.",
      });
    const params = { name: tool, arguments: args };
    return this.#ask(server, "tools/call", params, signal, onProgress);
  }

  get #names(): readonly string[] {
    this.#checkTrust();
    return this.#parts.configuration.servers
      .filter(({ entry }) => entry.disabled !== true)
      .map(({ name }) => name);
  }

  #config(name: string): ServerConfig {
    const names = this.#names;
    const config = names.includes(name) ? this.#parts.configuration.server(name) : undefined;
    if (config !== undefined) return config;
    throw new Failure("unknownServer", `There is no enabled server ${name}.`, {
      remedy: names.length > 0 ? `There are ${names.join(", ")}.` : "None is configured.",
    });
  }

  #checkTrust(): void {
    if (!this.#parts.isTrusted())
      throw new Failure("untrusted", "The workspace is not trusted: no server may be started.");
  }

  #about(server: string): Listed {
    const { description } = this.#parts.host.server(server)?.definition ?? {};
    return { server, ...(description !== undefined && { description }) };
  }

  /** Never starts a server. */
  async #brief(server: string): Promise<Listed> {
    using relay = this.#parts.relayTo(server);
    const offer = await relay.offer();
    if (offer?.lists.tools === undefined) return { ...this.#about(server), note: unseen };
    const tools = await relay.scope.list("tools");
    return {
      ...this.#about(server),
      tools: tools.map(({ name, title, description }) => ({ name, title, description })),
    };
  }

  async #tools(server: string, signal: AbortSignal): Promise<readonly Params[]> {
    const listed = await this.#ask(server, "tools/list", {}, signal);
    const tools = isRecord(listed) ? listed["tools"] : undefined;
    return Array.isArray(tools) ? tools.filter(isRecord) : [];
  }

  async #ask(
    server: string,
    method: string,
    params: Params,
    signal: AbortSignal,
    onProgress?: (progress: Progress) => void,
  ): Promise<unknown> {
    using relay = this.#parts.relayTo(server);
    return await relay.answer({
      ...{ method, params, caller: { signal, capabilities: {} } },
      onProgress,
    });
  }
}
