import type { Failure } from "../base/failure.ts";
import type { Command, SandboxSpec } from "../sandbox/sandbox.ts";
import type { ToolRules } from "./toolRules.ts";

/** A configured MCP server, before its variables are filled in. */
export interface ServerDefinition {
  /** `[A-Za-z0-9_-]+`, unique. */
  readonly name: string;
  readonly description?: string;
  readonly disabled: boolean;
  /** The command as the user wrote it, for showing. Never holds a secret's value. */
  readonly commandLine: string;
  /** What the microVM is made from, where the settings say so. */
  readonly template?: string;
  /** Servers of one group share a microVM. */
  readonly group?: string;
  /** Which of its tools agents may have. */
  readonly tools?: ToolRules;
  readonly timeouts: Timeouts;
  /** Differs when a running server would have to be restarted to match the definition. */
  readonly launchKey: string;
  /** The id of the sandbox that `resolve` asks for: the same at each start. */
  readonly sandboxId: string;
  /**
   * Fills in variables and secrets, each time it is started. May ask the user.
   * Rejects with `config`, `secretMissing`, `untrusted` or `cancelled`.
   */
  resolve(signal?: AbortSignal): Promise<Launch>;
}

/** All that is needed to start a server. May hold secrets: never logged, never shown. */
export interface Launch {
  readonly command: Command;
  readonly sandbox: SandboxSpec;
  /** Values to be masked in everything that is shown or logged. */
  readonly secrets: readonly string[];
}

export interface Timeouts {
  /** From spawn to the end of the handshake. */
  readonly initializationMs: number;
  /** For one request; progress starts it anew. */
  readonly requestMs: number;
  /** A running server without calls is stopped after this time. */
  readonly idleMs: number;
}

/** The steps of a start, in order. `install` is left out where nothing is to be installed. */
export const stages = ["sandbox", "install", "spawn", "handshake", "list"] as const;
export type Stage = (typeof stages)[number];

/** One step of a start that is over or under way; `durationMs` is absent while it is under way. */
export interface StageTime {
  readonly stage: Stage;
  readonly startedAt: number;
  readonly durationMs?: number;
}

/** Where a server is in its life. Replaced whole at each transition; only the host writes it. */
export type ServerState =
  | { readonly kind: "stopped" }
  | { readonly kind: "starting"; readonly since: number; readonly stages: readonly StageTime[] }
  | {
      readonly kind: "running";
      readonly since: number;
      readonly stages: readonly StageTime[];
      readonly info: ServerInfo;
      readonly tools: readonly Tool[];
      /** Calls under way. */
      readonly calls: number;
    }
  | { readonly kind: "stopping"; readonly since: number }
  | {
      readonly kind: "failed";
      readonly at: number;
      readonly stages: readonly StageTime[];
      readonly failure: Failure;
      /** When the host will start it again by itself, if it will. Epoch milliseconds. */
      readonly retryAt?: number;
    };

/** What the handshake told. Source: MCP `InitializeResult`, `DiscoverResult`. */
export interface ServerInfo {
  readonly name: string;
  readonly title?: string;
  readonly version: string;
  readonly protocolVersion: string;
  readonly instructions?: string;
  readonly capabilities: Readonly<Record<string, unknown>>;
  /** What the sandbox cannot promise here, in plain words. */
  readonly caveats: readonly string[];
}

/** A tool exactly as the server described it. Source: MCP `Tool`. */
export interface Tool {
  readonly name: string;
  readonly title?: string;
  readonly description?: string;
  readonly inputSchema: Readonly<Record<string, unknown>>;
  readonly outputSchema?: Readonly<Record<string, unknown>>;
  readonly annotations?: Readonly<Record<string, unknown>>;
  /** Everything else that the server sent stays here too. */
  readonly [key: string]: unknown;
}

/** A tool's result exactly as the server sent it. Source: MCP `CallToolResult`. */
export interface CallResult {
  readonly content: readonly ContentBlock[];
  readonly structuredContent?: unknown;
  readonly isError?: boolean;
  readonly [key: string]: unknown;
}

/** Source: MCP `ContentBlock`: text, image, audio, resource, resource_link, and what is yet to come. */
export interface ContentBlock {
  readonly type: string;
  readonly [key: string]: unknown;
}

/** How far a call has come. Source: MCP `notifications/progress`. */
export interface Progress {
  readonly progress: number;
  readonly total?: number;
  readonly message?: string;
}
