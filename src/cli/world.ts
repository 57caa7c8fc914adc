import type { Check } from "../base/check.ts";
import type { Log } from "../base/log.ts";
import type { Program } from "../config/clients/bridge.ts";
import type { VerifyReport } from "../sandbox/local/verify/report.ts";
import type { Machines } from "../sandbox/machines.ts";
import type { OpenSandboxes } from "./openSandboxes.ts";

/** Everything outside of the command line that it uses. Tests bring their own. */
export interface World {
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly cwd: string;
  readonly home: string;
  readonly dataDir: string;
  readonly version: string;
  readonly platform: NodeJS.Platform;
  /** How this command line is run, for those that are to run it. */
  readonly program: Program;
  readonly stdin: AsyncIterable<Uint8Array | string> & { readonly isTTY?: boolean };
  readonly stdout: Output;
  readonly stderr: Output;
  /** Aborted when the user wants it all to end. */
  readonly signal: AbortSignal;
  /** Whether servers on this machine run without any sandbox, as its owner wants it. */
  readonly isBare: boolean;
  /** Where servers run, each as its spec says. */
  sandboxes(own: Own): Promise<OpenSandboxes>;
  /** The microVMs of the service that the environment names. The caller closes it. */
  machines(own: Own): Promise<Machines>;
  /** Looks at what the sandboxes need on this machine. */
  diagnose(): Promise<readonly Check[]>;
  /** Attacks the sandbox from inside, and the machine without one. */
  verify(log: Log): Promise<VerifyReport>;
  /** Asks a person and waits. False is no. Only called where `stdin` is a terminal. */
  confirm(question: string): Promise<boolean>;
  /** Opens a file in the user's own text editor and waits until it is closed. */
  openEditor(file: string): Promise<void>;
}

/** On whose behalf microVMs are made and found. */
export interface Own {
  /** Absolute path of the workspace's folder. */
  readonly workspace: string;
  readonly log: Log;
}

export interface Output {
  write(text: string): unknown;
  readonly isTTY?: boolean;
  readonly columns?: number;
}
