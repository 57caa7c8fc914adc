/**
 * The waist: a place apart from the editor where programs run. Everything above is the same for
 * the local jail, for E2B and for the in-memory twin of the tests.
 */

import type { Files } from "./files.ts";

/** Makes sandboxes of one kind. */
export interface Sandboxes {
  /**
   * Opens a sandbox that holds to the spec and has done its install commands (once; a later
   * opening with the same spec finds them done). The caller closes it.
   * Rejects with a Failure: `sandboxUnavailable`, `sandboxFailed`, `installFailed`, `cancelled`.
   */
  open(spec: SandboxSpec, options?: OpenOptions): Promise<Sandbox>;
}

export interface OpenOptions {
  readonly signal?: AbortSignal;
  /** Called when installing begins. Not called when nothing has to be installed. */
  readonly onDidStartInstall?: () => void;
  /** Output of install commands and notes of the sandbox itself, line by line. */
  readonly onDidSay?: (line: string) => void;
}

/** One open sandbox. Closing it ends every program in it and waits until they are gone. */
export interface Sandbox extends AsyncDisposable {
  readonly id: string;
  /** `none`: the user of this machine has allowed to go without. */
  readonly provider: Provider | "none";
  /** What lies in it, as its programs see it. */
  readonly files: Files;
  /** What this sandbox cannot promise although the spec asks for it, in plain words; often empty. */
  readonly caveats: readonly string[];
  /**
   * Starts a program. Rejects with `commandNotFound` where that is known at once; a shell that
   * does not find its program exits with 127 instead.
   */
  start(command: Command): Promise<Process>;
  /** Where a port of it is reached from outside; absent where none is. */
  readonly address?: (port: number) => Promise<PortAddress>;
}

export interface PortAddress {
  /** Without a path. */
  readonly url: string;
  /** To be sent with every request. */
  readonly headers: Readonly<Record<string, string>>;
}

/** A running program: bytes in, bytes out, and how it ended. */
export interface Process {
  /** Read once. Ends when the program closed it or is gone. */
  readonly stdout: AsyncIterable<Uint8Array>;
  readonly stderr: AsyncIterable<Uint8Array>;
  /** Settles once, when the program and all that it started are gone. Never rejects. */
  readonly exit: Promise<Exit>;
  /** Settles when the bytes are on their way; waits while the program does not read. Rejects when its input is closed. */
  write(data: Uint8Array): Promise<void>;
  /** Closes the program's input. Never rejects. */
  end(): Promise<void>;
  /** SIGTERM asks the program; SIGKILL ends the whole tree. Never rejects, also when it is gone. */
  signal(signal: "SIGTERM" | "SIGKILL"): Promise<void>;
}

/** How a program ended. */
export type Exit =
  | { readonly kind: "exited"; readonly code: number }
  | { readonly kind: "signalled"; readonly signal: string }
  /** Ended by a limit of the sandbox; `message` names the limit and its value. */
  | { readonly kind: "limit"; readonly limit: LimitName; readonly message: string }
  /** The sandbox went away under it. */
  | { readonly kind: "lost"; readonly message: string };

export interface Command {
  /** A program's name or path inside the sandbox. */
  readonly program: string;
  readonly args: readonly string[];
  /** Working directory inside the sandbox. Relative ones start at the private home, as does its absence. */
  readonly cwd?: string;
  /** The server's own environment, on top of the sandbox's. Never inherited from the host. */
  readonly env?: Readonly<Record<string, string>>;
}

/** What a sandbox must look like. Plain data; equal specs make equal sandboxes. */
export interface SandboxSpec {
  /** Names the private home: `[A-Za-z0-9_-]+`. Sandboxes with the same id share it, one after another or at once. */
  readonly id: string;
  readonly mounts: readonly Mount[];
  /** What the running programs may reach. */
  readonly network: Network;
  readonly limits: Limits;
  /** Run in order in the sandbox before the first start, with a network of their own. */
  readonly install: Install;
  /** Where it is to be; whoever opens it decides when absent. */
  readonly provider?: Provider;
  /** Wishes that only a microVM can fulfil. The local jail refuses `secretHeaders` and knows no other. */
  readonly machine?: MachineWish;
}

/** `local`: a jail on this machine. `e2b`: a microVM of E2B's or of a compatible service. */
export type Provider = "local" | "e2b";

/** What is asked of a microVM beyond what every sandbox has. */
export interface MachineWish {
  /** Template name or id; the service's `base` when absent. Source: E2B. */
  readonly template?: string;
  /** Sandboxes of one group, workspace and template share a microVM. */
  readonly group?: string;
  /** What becomes of the microVM when nobody uses it any more; `pause` when absent. */
  readonly onIdle?: "pause" | "kill";
  /** Headers by host and name, put into requests on their way out, so that no value is ever inside. */
  readonly secretHeaders?: Readonly<Record<string, Readonly<Record<string, string>>>>;
}

export interface Install {
  readonly commands: readonly Command[];
  readonly network: Network;
}

/** A host folder or file that is visible inside. */
export interface Mount {
  /** Absolute host path. */
  readonly source: string;
  /** Absolute path inside. */
  readonly target: string;
  /** False: read-only. */
  readonly write: boolean;
}

/**
 * `none`: loopback alone. `all`: any public host. An allow-list holds `host`, `host:port`,
 * `*.suffix` and the presets of `presets.ts`; without a port 80 and 443 are meant.
 */
export type Network = "none" | "all" | { readonly allow: readonly string[] };

export type LimitName = "memory" | "processes" | "cpu" | "fileSize" | "disk";

export interface Limits {
  readonly memoryMB: number;
  /** Processor cores; fractions are allowed. */
  readonly cpus: number;
  readonly maxProcesses: number;
}

/** 2 GB, two cores, 256 processes. */
export const defaultLimits: Limits = { memoryMB: 2048, cpus: 2, maxProcesses: 256 };
