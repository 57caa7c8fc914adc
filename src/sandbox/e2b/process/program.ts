import type { Sandbox } from "e2b";
import type { Process } from "../../sandbox.ts";

/** A program in a microVM. */
export interface Program extends Process {
  /** Whether it outlives a cut of its streams and a pause, with nothing lost. */
  readonly isLossless: boolean;
  /**
   * Lets go of its streams, so that the microVM can be paused; what is written meanwhile waits. A
   * program that is not lossless is ended as lost. Never rejects.
   */
  detach(): Promise<void>;
  /** Takes them up again where they were. Settles when they run or the program is lost. Never rejects. */
  attach(box: Sandbox): Promise<void>;
}

/** Source: Linux, signal(7), by number from 1 on, as on x86 and Arm. */
const names =
  "HUP INT QUIT ILL TRAP ABRT BUS FPE KILL USR1 SEGV USR2 PIPE ALRM TERM STKFLT CHLD CONT STOP TSTP TTIN TTOU URG XCPU XFSZ VTALRM PROF WINCH IO PWR SYS".split(
    " ",
  );

/** The name of a signal inside a microVM, whatever this machine calls it. */
export const signalName = (number: number): string => {
  const name = names[number - 1];
  return name === undefined ? `signal ${number}` : `SIG${name}`;
};
