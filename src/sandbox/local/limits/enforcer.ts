import type { Limits } from "../../sandbox.ts";

/** The limits that a kernel mechanism may hold. */
export type Held = "memory" | "processes" | "cpu";

export const allHeld: readonly Held[] = ["memory", "processes", "cpu"];

export interface Exceeded {
  readonly limit: Held;
  readonly message: string;
}

/** A kernel mechanism that holds limits for one process tree. */
export interface Enforcer extends AsyncDisposable {
  readonly holds: ReadonlySet<Held>;
  /** Words in front of the shell that sets the rest of the limits. */
  readonly prefix: readonly string[];
  /** Shell commands by which the shell itself comes under the limits. Each one ends with a newline. */
  readonly script: string;
  /** A program is about to come under it. */
  readonly prepare?: () => void;
  exceeded(): Promise<Exceeded | undefined>;
}

/** Opens enforcers of one kind. */
export interface Mechanism {
  /** For logs and `doctor`, e.g. `cgroup v2`. */
  readonly name: string;
  readonly holds: ReadonlySet<Held>;
  /** Whether looking for it has shown already that a process can come under it. */
  readonly isProven?: boolean;
  open(limits: Limits, id: string): Promise<Enforcer>;
}

/** bubblewrap itself: outside, and as the first process inside. */
export const jailTasks = 2;

export function memoryExceeded(limits: Limits): Exceeded {
  return { limit: "memory", message: `It used more than its ${limits.memoryMB} MB of memory.` };
}

export function processesExceeded(limits: Limits): Exceeded {
  return {
    limit: "processes",
    message: `It reached its limit of ${limits.maxProcesses} processes and threads.`,
  };
}
