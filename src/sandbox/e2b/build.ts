import type { Box } from "./client.ts";

/** A program that runs in a microVM, as the microVM sees it. */
export interface Passenger {
  /** Lets go of its streams, so that the microVM can stand still. */
  detach(): Promise<void>;
  /** Takes its streams up again where they were. */
  attach(box: Box): Promise<void>;
}

/** What is fixed for a microVM's whole life. */
export interface Build {
  readonly key: string;
  readonly template: string;
  /** `stay`: it is another's, who sees to that. */
  readonly onIdle: "pause" | "kill" | "stay";
  /** An earlier process has made it. */
  readonly isFound?: boolean;
  /** Which servers may share it. */
  readonly group?: string;
  /** There is no control plane; it cannot be asked, put off, paused or ended. */
  readonly debug: boolean;
  readonly startedAt: number;
  readonly cpus?: number;
  readonly memoryMB?: number;
}
