import { within } from "../../base/within.ts";
import { supervisorSource } from "../drivers/supervisor.ts";
import type { Driver } from "../drivers/driver.ts";
import type { Command, Exit, Process } from "../../sandbox/sandbox.ts";
import { linesOf } from "./lines.ts";
import { type Gone, type Told, toldBy } from "./told.ts";

/** How what is spoken to ended. */
export interface ChannelEnd {
  /** What its supervisor saw, if it lived to tell. */
  readonly gone: Gone | undefined;
  /** Undefined when it runs on without a word. */
  readonly exit: Exit | undefined;
  /** Of the supervisor, which is silent as long as all is well. */
  readonly errors: string;
}

/** The longest message: a picture of some ten megabytes, twice. */
const longestLine = 96 << 20;
const errorsKept = 4096;
const exitMs = 2000;

const supervisorBytes = Buffer.from(supervisorSource);
/** Reads so many bytes of its input, and becomes them. */
const boot =
  'my($n,$s)=(shift,"");while(length$s<$n){sysread(STDIN,$s,$n-length$s,length$s)or exit 70}eval$s;die$@if$@';

/** Nothing of a driver stands on the command line, where length is limited and everybody reads it. */
export function commandOf(driver: Driver, place: Pick<Command, "cwd" | "env">): Command {
  const { program, args, source } = driver;
  const words = [program, ...args, String(Buffer.byteLength(source))];
  return {
    ...place,
    program: "perl",
    args: ["-e", boot, String(supervisorBytes.length), ...words],
  };
}

/** Speaks with a driver through its supervisor. The process belongs to the channel. */
export class Channel {
  /** Settles once, when nothing more can be heard. Never rejects. */
  readonly ended: Promise<ChannelEnd>;
  readonly #process: Process;
  #writes: Promise<void> = Promise.resolve();

  /** @param onTold called for each message, in order. */
  constructor(process: Process, onTold: (told: Told) => void) {
    this.#process = process;
    this.ended = this.#follow(onTold);
  }

  /** The first words; a driver hears nothing before. Rejects as `write` of a process does. */
  start(key: string, driver: Driver, greeting: string): Promise<void> {
    const source = Buffer.from(driver.source + greeting);
    const head = Buffer.from(`start ${key} ${source.length}\n`);
    return this.#write([supervisorBytes, head, source]);
  }

  run(number: number, mostBytes: number, request: string): Promise<void> {
    return this.#order(`run ${number} ${mostBytes}`, request);
  }

  answer(answer: string): Promise<void> {
    return this.#order("answer", answer);
  }

  /** What runs is asked to stop, and killed together with its driver when it does not. */
  interrupt(graceMs: number): Promise<void> {
    return this.#write([Buffer.from(`interrupt ${graceMs}\n`)]);
  }

  #order(words: string, payload: string): Promise<void> {
    const bytes = Buffer.from(payload);
    return this.#write([Buffer.from(`${words} ${bytes.length}\n`), bytes]);
  }

  #write(parts: readonly Uint8Array[]): Promise<void> {
    const written = this.#writes.then(() => this.#process.write(Buffer.concat(parts)));
    this.#writes = written.catch(() => {});
    return written;
  }

  async #follow(onTold: (told: Told) => void): Promise<ChannelEnd> {
    let gone: Gone | undefined;
    let errors = "";
    const listen = async (): Promise<void> => {
      for await (const line of linesOf(this.#process.stdout, longestLine)) {
        const told = toldBy(line);
        if (told?.is === "gone") gone = told;
        else if (told !== undefined) onTold(told);
      }
    };
    const watch = async (): Promise<void> => {
      for await (const chunk of this.#process.stderr)
        errors = (errors + Buffer.from(chunk).toString()).slice(-errorsKept);
    };
    const watched = watch().catch(() => {});
    await listen().catch(() => {});
    const exit = await within(exitMs, this.#process.exit);
    await within(exitMs, watched);
    return { gone, exit, errors };
  }
}
