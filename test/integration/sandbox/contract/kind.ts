import type { Command, LimitName, Sandboxes } from "../../../../src/sandbox/sandbox.ts";

/** A kind of sandbox that has to keep the contract. */
export interface Kind {
  readonly name: string;
  readonly programs: Spelled;
  /** Limits that end a program, and are told of as such. */
  readonly limits: readonly LimitName[];
  /** Programs there can start others, and files can be links. */
  readonly isReal: boolean;
  /** @param dataDir a folder of the test's own. */
  provide(dataDir: string): Promise<Provided>;
}

export interface Provided extends AsyncDisposable {
  readonly sandboxes: Sandboxes;
}

/** How small programs are called there. */
export interface Spelled {
  /** Copies its input to its output. */
  readonly copy: Command;
  say(out: string, err?: string): Command;
  /** Prints each word with a NUL behind it. */
  words(...words: readonly string[]): Command;
  ends(code: number): Command;
  /** Says `ready` and goes on until it is ended. */
  readonly waits: Command;
  /** Says `ready`; when asked to end says `asked` and ends with 7. */
  readonly polite: Command;
  /** Says `ready`; goes on when asked to end. */
  readonly stubborn: Command;
  /** Prints `NAME=value` lines. */
  readonly environment: Command;
  /** Prints its working directory. */
  readonly folder: Command;
  /** Prints a file. */
  show(path: string): Command;
  /** Writes a file. */
  keep(path: string, text: string): Command;
  /** Says `ready` and waits, while another program that it has started writes to a file on and on. */
  family(path: string): Command;
  link(target: string, path: string): Command;
  /** Fills memory. */
  takes(megabytes: number): Command;
}
