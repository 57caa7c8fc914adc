import type { ToolRules } from "../mcp/toolRules.ts";
import type { MachineWish, Mount, Network, Provider } from "../sandbox/sandbox.ts";

/** One server as it stands in settings. `serversSchema.json` says the same with ranges and words. */
export interface ServerEntry {
  readonly command: string;
  readonly args?: readonly string[];
  readonly cwd?: string;
  readonly env?: Readonly<Record<string, string>>;
  readonly envFile?: string;
  readonly installCommands?: readonly string[];
  readonly description?: string;
  readonly timeoutMinutes?: number;
  readonly initializationTimeoutSeconds?: number;
  readonly requestTimeoutSeconds?: number;
  readonly disabled?: boolean;
  /** Which of its tools agents may have. */
  readonly tools?: ToolRules;
  readonly sandbox?: SandboxEntry;
}

export interface SandboxEntry extends MachineWish {
  readonly provider?: Provider;
  readonly mounts?: readonly MountEntry[];
  readonly network?: Network;
  readonly memoryMB?: number;
  readonly cpus?: number;
  readonly maxProcesses?: number;
}

/** A mount before its variables are filled in; without `target` it is where it is on the host. */
export type MountEntry = Pick<Mount, "source"> & Partial<Mount>;

/** Where a set of servers was found. */
export interface Origin {
  readonly scope: "user" | "workspace" | "folder" | "file";
  /** What relative paths and `${workspaceFolder}` mean; absent where no folder is open. */
  readonly folder?: string;
  /** Path of the set in its file, e.g. `mcpSandbox.servers`. */
  readonly path: string;
}

/** One server that is sound in itself, and where it comes from. */
export interface ServerConfig {
  readonly name: string;
  readonly entry: ServerEntry;
  readonly origin: Origin;
}

/** The setting that holds the servers. */
export const serversSetting = "mcpSandbox.servers";

/** What holds where an entry is silent. */
export const defaults = {
  timeoutMinutes: 10,
  initializationTimeoutSeconds: 30,
  requestTimeoutSeconds: 60,
  memoryMB: 2048,
  cpus: 2,
  maxProcesses: 256,
} as const;
