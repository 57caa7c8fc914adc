import type { Event } from "../base/event.ts";
import type { Files } from "./files.ts";
import type { Sandbox } from "./sandbox.ts";

/** The microVMs of an account that are ours: those of this process, and those it has found. */
export interface Machines extends AsyncDisposable {
  /** What is known now, without asking the service. Oldest first. */
  list(): readonly Machine[];
  /** Fires when the list or anything in it has changed. */
  readonly onDidChange: Event<void>;
  /** Asks the service what there is, and how much of each machine is used. Rejects with a Failure. */
  refresh(options?: MachineQuery): Promise<readonly Machine[]>;
  /** Ends one for good. Settles when the service has said so; one that is gone already is as good. */
  kill(id: string): Promise<void>;
  /** Keeps its disk and memory and stops paying for it. What uses it is told that it was paused. */
  pause(id: string): Promise<void>;
  /** Ends all that the query finds; the ids of those that it ended. */
  killAll(options?: MachineQuery): Promise<readonly string[]>;
  /**
   * Looks for machines that an earlier process of this workspace has left: those that one of
   * `wanted` can use again are kept, the others are ended. Never touches one whose process lives.
   */
  sweep(wanted: readonly Wanted[]): Promise<Swept>;
  /** The files of a machine; resumes it when it is paused. */
  files(id: string): Files;
  /** A use of a machine beside those of servers, which resumes it. The caller closes it. */
  enter(id: string): Promise<Sandbox>;
}

export interface MachineQuery {
  /** Also those of other workspaces and of other computers that use the same key. */
  readonly everywhere?: boolean;
}

/** A server that may want a machine again. */
export interface Wanted {
  /** Id of its spec. */
  readonly spec: string;
  /** Whose machine it shares instead of one of its own. */
  readonly group?: string;
}

export interface Swept {
  readonly kept: readonly Machine[];
  readonly killed: readonly Machine[];
}

export interface Machine {
  readonly id: string;
  readonly template: string;
  /** Ids of the specs that it was made for, e.g. `files-1a2b3c`; those of a group, one after another. */
  readonly specs: readonly string[];
  /** Whose servers may share it. */
  readonly group?: string;
  /** An earlier process has made it: its disk is as it was, what ran in it is not. */
  readonly isFound?: boolean;
  /** `starting` and `leaving` are this process's own doings. */
  readonly state: "starting" | "running" | "idle" | "paused" | "leaving";
  /** Epoch milliseconds. */
  readonly startedAt: number;
  /** When the service ends or pauses it unless that is put off. Absent while paused. Epoch milliseconds. */
  readonly endsAt?: number;
  /** What happens then. */
  readonly onEnd: "pause" | "kill";
  readonly cpus?: number;
  readonly memoryMB?: number;
  /** As of the last refresh. */
  readonly usage?: { readonly cpuPercent: number; readonly memoryMB: number };
  /** `proved`: a program inside tried and failed. `ignored`: the service does not hold to the rule. */
  readonly network: "open" | "restricted" | "proved" | "ignored" | "unknown";
  /** Whether this process uses it. */
  readonly mine: boolean;
  /** The folder of the workspace that it belongs to, as its owner named it; absent where that is unknown. */
  readonly workspace?: string;
}
