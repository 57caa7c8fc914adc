import type { Sandbox } from "e2b";

/** The way to a microVM, which may be another object after a pause or a cut. */
export interface MachineLink {
  /** The SDK's object for it as it is now. */
  box(): Sandbox;
  /**
   * Called when a stream or a call was cut: finds out what became of the microVM. Gives the object to
   * go on with, or why there is none. Never rejects.
   */
  recover(): Promise<{ readonly box: Sandbox } | { readonly lost: string }>;
}

/** How long things may take. Tests make them short. */
export interface ProgramTimes {
  /** Until a started program runs. */
  readonly startMs: number;
  /** Until output comes again over a new stream. */
  readonly againMs: number;
  /** How long nothing may be heard after something was sent, before the relay is asked whether it lives. */
  readonly quietMs: number;
  /** For one call that takes input to the sandbox. */
  readonly inputMs: number;
  /** Before a failed call is tried again; twice that the next time. */
  readonly retryMs: number;
  /** Until SIGKILL must have worked before harder means are used. */
  readonly killMs: number;
}

export const defaultTimes: ProgramTimes = {
  startMs: 60_000,
  againMs: 5000,
  quietMs: 10_000,
  inputMs: 20_000,
  retryMs: 250,
  killMs: 5000,
};
