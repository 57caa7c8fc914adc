import type { Event } from "../base/event.ts";
import type { Progress, ServerState, Tool } from "../mcp/server.ts";
import type { ToolRules } from "../mcp/toolRules.ts";

/** What the gateway needs of the host. Whatever fails, fails with a Failure. */
export interface Backend {
  readonly servers: readonly BackendServer[];
  server(name: string): BackendServer | undefined;
  /** The tools as the server listed them; starts it when needed. */
  tools(name: string, options: AskOptions): Promise<readonly Tool[]>;
  /** Calls a tool once and gives the result as the server sent it; starts the server when needed. */
  callTool(
    name: string,
    tool: string,
    args: Readonly<Record<string, unknown>>,
    options: CallOptions,
  ): Promise<unknown>;
  /** Any other request, and its result as the server sent it; starts the server when needed. */
  request(
    name: string,
    method: string,
    params: Readonly<Record<string, unknown>>,
    options: RequestOptions,
  ): Promise<unknown>;
  /** The name of a server whose state changed. */
  readonly onDidChange: Event<string>;
  /** Servers came, went or changed their order. */
  readonly onDidChangeServers: Event<void>;
  /** What servers say unasked. */
  readonly onDidNotify: Event<ServerNotice>;
}

export interface BackendServer {
  readonly definition: {
    readonly name: string;
    readonly disabled: boolean;
    readonly launchKey: string;
    /** The command as the user wrote it. */
    readonly commandLine: string;
    readonly template?: string;
    /** Which of its tools clients may have. */
    readonly tools?: ToolRules;
  };
  readonly state: ServerState;
}

export interface ServerNotice {
  readonly server: string;
  readonly method: string;
  readonly params?: Params | undefined;
}

export type Params = Readonly<Record<string, unknown>>;

export interface AskOptions {
  readonly signal?: AbortSignal | undefined;
}

export interface RequestOptions extends AskOptions {
  /** Comes back with the questions that the server asks because of this request. */
  readonly id?: string | undefined;
  readonly onProgress?: ((progress: Progress) => void) | undefined;
  /** What can be asked because of this request. Source: MCP `ClientCapabilities`. */
  readonly capabilities?: Params | undefined;
}

export interface CallOptions extends RequestOptions {
  /** `_meta` of the client's request. */
  readonly meta?: Params | undefined;
  readonly raw: true;
}

export const isRecord = (value: unknown): value is Params =>
  typeof value === "object" && value !== null && !Array.isArray(value);
