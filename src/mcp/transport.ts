import type { JSONRPCMessage, Transport } from "@modelcontextprotocol/client";
import { Failure } from "../base/failure.ts";
import type { Log } from "../base/log.ts";
import type { Exit, Process } from "../sandbox/sandbox.ts";
import { exitFailure } from "./exitFailure.ts";
import { LineSplitter, LineTooLong } from "./lines.ts";
import { LogLimit } from "./logLimit.ts";
import { printable } from "./printable.ts";
import { RawResults } from "./rawResults.ts";
import { Stderr } from "./stderr.ts";
import { within } from "../base/within.ts";

export interface TransportOptions {
  readonly log: Log;
  /** The longest message that is taken; a longer one ends the connection. */
  readonly maxLineBytes?: number;
}

/** 64 MB: a large image or a file as base64, and still far from what hurts the editor. */
const defaultMaxLineBytes = 64 * 1024 * 1024;
/** How long the rest of a story may take when one part of it is over: output, errors, exit. */
const settleMs = 2000;
const noiseShown = 500;

/**
 * MCP over the standard streams of one process: a message is a line of JSON. Lines that are none
 * are logged and skipped. The process belongs to the caller, who also ends it.
 */
export class ProcessTransport implements Transport {
  onmessage?: Transport["onmessage"];
  onclose?: () => void;
  onerror?: (error: Error) => void;
  /** Settles with the reason when the connection is over, also by `close`. Never rejects. */
  readonly ended: Promise<Failure>;
  readonly #process: Process;
  readonly #noise: LogLimit;
  readonly #maxLineBytes: number;
  readonly #stderr: Stderr;
  readonly #raw = new RawResults();
  #tellEnd: (reason: Failure) => void = () => {};
  #reason: Failure | undefined;
  #lost: Failure | undefined;
  #writes: Promise<void> = Promise.resolve();

  constructor(process: Process, options: TransportOptions) {
    this.#process = process;
    this.#maxLineBytes = options.maxLineBytes ?? defaultMaxLineBytes;
    this.#noise = new LogLimit((line) => {
      const shown = printable(line.slice(0, noiseShown));
      options.log.warn(`Skipped output that is no MCP message: ${shown}`);
    }, 20);
    this.#stderr = new Stderr(process.stderr, options.log);
    this.ended = new Promise((resolve) => (this.#tellEnd = resolve));
  }

  /** Why the connection is over, when it is. */
  get reason(): Failure | undefined {
    return this.#reason;
  }

  /** The same if it was the server that ended it. */
  get lost(): Failure | undefined {
    return this.#lost;
  }

  /** The first answer to a handshake, as the server sent it. */
  get greeting(): unknown {
    return this.#raw.greeting;
  }

  /** The last lines of the error stream. */
  get tail(): string | undefined {
    return this.#stderr.tail;
  }

  async start(): Promise<void> {
    void this.#watch().then((reason) => {
      if (this.#reason === undefined) this.#lost = reason;
      this.end(reason);
    });
  }

  /** Writes one message, after those before it. Rejects with why the connection is over. */
  async send(message: JSONRPCMessage): Promise<void> {
    if (this.#reason !== undefined) throw this.#reason;
    this.#raw.sent(message);
    const line = Buffer.from(`${JSON.stringify(message)}\n`);
    const written = this.#writes.then(() => this.#process.write(line));
    this.#writes = written.catch(() => {});
    await written.catch((error: unknown) => this.#unwritten(error));
  }

  async close(): Promise<void> {
    this.end(new Failure("cancelled", "The connection was closed."));
  }

  /** Ends the connection for a reason; requests under way fail. Only the first reason counts. */
  end(reason: Failure): void {
    if (this.#reason !== undefined) return;
    this.#reason = reason;
    this.#noise.flush();
    this.#tellEnd(reason);
    this.onclose?.();
  }

  /** Follows the process until nothing can come from it any more, and says why. */
  async #watch(): Promise<Failure> {
    const { exit } = this.#process;
    const output = this.#read();
    const broken = await Promise.race([output, exit.then(() => undefined)]);
    if (broken !== undefined) return broken;
    const [ended, late] = await Promise.all([soon(exit), soon(output), soon(this.#stderr.ended)]);
    return late ?? this.#explain(ended);
  }

  #explain(exit: Exit | undefined): Failure {
    if (exit !== undefined) return exitFailure(exit, this.tail);
    const log = this.tail;
    return new Failure("serverExited", "The server closed its output but keeps running.", {
      ...(log !== undefined && { log }),
    });
  }

  /** Reads to the end, also after closing, so that a server which says goodbye is not held up. */
  async #read(): Promise<Failure | undefined> {
    const splitter = new LineSplitter(this.#maxLineBytes, "throw");
    try {
      for await (const chunk of this.#process.stdout) {
        for (const line of splitter.push(chunk)) await this.#take(line);
      }
      const rest = splitter.rest();
      if (rest !== undefined) await this.#take(rest);
      return undefined;
    } catch (error) {
      if (!(error instanceof LineTooLong))
        return new Failure("serverExited", "The server's output broke off.", { cause: error });
      const limit = `${Math.floor(error.maxBytes / 1024 / 1024)} MB`;
      return new Failure("protocol", `The server sent a message of more than ${limit}.`);
    }
  }

  async #take(line: string): Promise<void> {
    const text = line.trim();
    if (text === "" || this.#reason !== undefined) return;
    const messages = parse(text);
    if (messages === undefined) this.#noise.say(text);
    // A turn in between, for the SDK hears a response at once but a notification one turn later.
    else for (const message of messages) await this.#hand(message);
  }

  async #hand(message: JSONRPCMessage): Promise<void> {
    try {
      this.onmessage?.(this.#raw.received(message));
    } catch (error) {
      this.onerror?.(error instanceof Error ? error : new Error(String(error)));
    }
  }

  /** A write fails a moment before the exit is known; the exit is the better reason. */
  async #unwritten(cause: unknown): Promise<never> {
    const reason = await soon(this.ended);
    throw reason ?? new Failure("serverExited", "The server closed its input.", { cause });
  }
}

const soon = <T>(promise: Promise<T>): Promise<T | undefined> => within(settleMs, promise);

/** The message of a line, or several; undefined when it is no JSON or speaks of something else. */
function parse(line: string): readonly JSONRPCMessage[] | undefined {
  if (!line.startsWith("{") && !line.startsWith("[")) return undefined;
  try {
    const value: unknown = JSON.parse(line);
    const all: readonly unknown[] = Array.isArray(value) ? value : [value];
    return all.length > 0 && all.every(isMessage) ? all : undefined;
  } catch {
    return undefined;
  }
}

const isMessage = (value: unknown): value is JSONRPCMessage =>
  typeof value === "object" && value !== null && "jsonrpc" in value && value.jsonrpc === "2.0";
