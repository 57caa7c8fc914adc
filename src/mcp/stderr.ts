import type { Log } from "../base/log.ts";
import { LineSplitter } from "./lines.ts";
import { LogLimit } from "./logLimit.ts";
import { printable } from "./printable.ts";

const maxLineBytes = 4096;
const tailLines = 20;

/** Reads what a server says on its error stream into the log, and remembers its last lines. */
export class Stderr {
  /** Settles when the stream has ended. Never rejects. */
  readonly ended: Promise<void>;
  readonly #limit: LogLimit;
  readonly #last: string[] = [];

  constructor(stream: AsyncIterable<Uint8Array>, log: Log) {
    this.#limit = new LogLimit((line) => log.info(printable(line)));
    this.ended = this.#read(stream).catch(() => {});
  }

  /** The last lines, or undefined when there are none. */
  get tail(): string | undefined {
    return this.#last.length > 0 ? this.#last.map(printable).join("\n") : undefined;
  }

  async #read(stream: AsyncIterable<Uint8Array>): Promise<void> {
    const splitter = new LineSplitter(maxLineBytes, "cut");
    for await (const chunk of stream) {
      for (const line of splitter.push(chunk)) this.#keep(line);
    }
    const rest = splitter.rest();
    if (rest !== undefined) this.#keep(rest);
    this.#limit.flush();
  }

  #keep(line: string): void {
    this.#last.push(line);
    if (this.#last.length > tailLines) this.#last.shift();
    this.#limit.say(line);
  }
}
