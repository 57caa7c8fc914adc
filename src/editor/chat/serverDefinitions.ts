import { createHash } from "node:crypto";
import {
  EventEmitter,
  McpHttpServerDefinition,
  type McpServerDefinitionProvider,
  Uri,
} from "vscode";
import type { Disposable, Event } from "../../base/event.ts";
import { Failure } from "../../base/failure.ts";
import type { ServerConfig } from "../../config/serverEntry.ts";
import type { Host } from "../../mcp/host.ts";
import type { ServerDefinition } from "../../mcp/server.ts";
import { showFailure } from "../show.ts";
import type { Ahead } from "./ahead.ts";
import { type CodeInterpreter, interpreterName } from "./codeInterpreter.ts";
import type { Route, Routes } from "./routes.ts";

/** What of a server's tools is approved, in one word that differs when that does. */
export interface Approved {
  version(server: string): string;
  /** The name of a server of which something else is approved now. */
  readonly onDidChange: Event<string>;
}

export interface ServerDefinitionsParts {
  readonly host: Pick<Host, "server" | "onDidChange" | "onDidChangeServers">;
  readonly configuration: {
    readonly servers: readonly ServerConfig[];
    server(name: string): ServerConfig | undefined;
  };
  readonly routes: Pick<Routes, "to" | "keep">;
  readonly ahead: Pick<Ahead, "ask" | "list">;
  readonly approved?: Approved | undefined;
  /** Stands behind the configured servers. */
  readonly interpreter: Pick<CodeInterpreter, "isOffered" | "onDidChange">;
  /** Whether the workspace is. */
  readonly isTrusted: () => boolean;
}

/** Stands in the list until the server is wanted; nothing is there. */
const nowhere = Uri.parse("http://127.0.0.1/");

/**
 * The configured servers as the editor's agent gets them. Listing touches no sandbox and asks
 * nothing; a server that is wanted is asked for, and its way opened.
 */
export class ServerDefinitions
  implements McpServerDefinitionProvider<McpHttpServerDefinition>, Disposable
{
  readonly #parts: ServerDefinitionsParts;
  readonly #changed = new EventEmitter<void>();
  readonly #subscriptions: readonly Disposable[];
  readonly #shown = new Map<string, string>();
  /**
   * What was approved when a server was wanted. From then on its way tells of changes; a new version
   * would make the editor throw away what it is being told.
   */
  readonly #wanted = new Map<string, string | undefined>();
  /** Most changes that the host tells of are of no concern here. */
  readonly #defined = new Map<string, ServerDefinition>();
  #told: string;

  readonly onDidChangeMcpServerDefinitions = this.#changed.event;

  constructor(parts: ServerDefinitionsParts) {
    const { host, approved, interpreter } = parts;
    this.#parts = parts;
    this.#told = this.#signature();
    const follow = (): void => this.#follow();
    this.#subscriptions = [
      host.onDidChange((name) => {
        if (this.#defined.get(name) !== host.server(name)?.definition) this.#follow();
      }),
      host.onDidChangeServers(follow),
      interpreter.onDidChange(follow),
      ...(approved === undefined ? [] : [approved.onDidChange(follow)]),
    ];
  }

  provideMcpServerDefinitions(): McpHttpServerDefinition[] {
    return this.#names.map(
      (name) => new McpHttpServerDefinition(name, nowhere, {}, this.#version(name)),
    );
  }

  /**
   * Undefined for a server that is gone. What fails is shown, and thrown; so is a no of the user,
   * but not shown: told by undefined, the editor's agent would go on waiting for the server.
   */
  async resolveMcpServerDefinition(
    definition: McpHttpServerDefinition,
  ): Promise<McpHttpServerDefinition | undefined> {
    const { label: name } = definition;
    const { configuration } = this.#parts;
    if (!this.#names.includes(name)) return undefined;
    const config = configuration.server(name);
    if (!this.#wanted.has(name)) this.#wanted.set(name, this.#approved(name));
    try {
      const { address, headers } = await this.#reach(name, config);
      this.#shown.delete(name);
      const version = this.#version(name);
      return new McpHttpServerDefinition(name, Uri.from(address), { ...headers }, version);
    } catch (error) {
      this.#wanted.delete(name);
      const { code } = Failure.from(error);
      if (code !== "cancelled" && code !== "notAllowed") this.#show(name, error);
      throw error;
    }
  }

  dispose(): void {
    for (const subscription of this.#subscriptions) subscription.dispose();
    this.#changed.dispose();
  }

  /** The code interpreter is ours: it asks nothing and knows its tools. */
  async #reach(name: string, config: ServerConfig | undefined): Promise<Route> {
    const { ahead, routes } = this.#parts;
    if (config === undefined) return routes.to(name);
    await ahead.ask(config);
    const route = await routes.to(name);
    await ahead.list(name, route.served);
    return route;
  }

  /** The agent tries again with every prompt; the user is told once of one reason. */
  #show(name: string, error: unknown): void {
    const reason = `${this.#version(name)} ${Failure.from(error).message}`;
    if (this.#shown.get(name) !== reason) showFailure(error, name);
    this.#shown.set(name, reason);
  }

  /** None of an untrusted workspace. */
  get #names(): readonly string[] {
    const { configuration, host, interpreter, isTrusted } = this.#parts;
    if (!isTrusted()) return [];
    const configured = configuration.servers.map(({ name }) => name);
    const own = interpreter.isOffered && !configured.includes(interpreterName);
    return [
      ...configured.filter((name) => host.server(name)?.definition.disabled === false),
      ...(own ? [interpreterName] : []),
    ];
  }

  #version(name: string): string {
    const { launchKey, description } = this.#parts.host.server(name)?.definition ?? {};
    const parts = [launchKey, description, this.#approved(name)];
    return createHash("sha256").update(JSON.stringify(parts)).digest("hex").slice(0, 16);
  }

  #approved(name: string): string | undefined {
    return this.#wanted.has(name) ? this.#wanted.get(name) : this.#parts.approved?.version(name);
  }

  #signature(): string {
    const names = this.#names;
    for (const name of names) {
      const view = this.#parts.host.server(name);
      if (view !== undefined) this.#defined.set(name, view.definition);
    }
    return names.map((name) => `${name} ${this.#version(name)}`).join("\n");
  }

  #follow(): void {
    const now = this.#signature();
    if (now === this.#told) return;
    this.#told = now;
    const names = this.#names;
    for (const name of this.#wanted.keys()) if (!names.includes(name)) this.#wanted.delete(name);
    void this.#parts.routes.keep(names);
    this.#changed.fire();
  }
}
