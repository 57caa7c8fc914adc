import { Failure } from "../../base/failure.ts";
import type { ServiceTimes } from "./times.ts";

interface Watched {
  /** Whether the service answers at all. Never rejects. */
  isAlive(): Promise<boolean>;
  /** Whether the service is known to show signs of life while code runs. */
  mustBeat(): boolean;
  /** Whether the service is known to tell when code begins. */
  mustBegin(): boolean;
  giveUp(failure: Failure): void;
}

/** Tells a run that is slow from one that is stuck: slow code is waited for without an end. */
export class Silence implements Disposable {
  readonly #watched: Watched;
  readonly #silenceMs: number;
  readonly #quiet: NodeJS.Timeout;
  readonly #waiting: NodeJS.Timeout;

  constructor({ silenceMs, beginMs }: ServiceTimes, watched: Watched) {
    this.#watched = watched;
    this.#silenceMs = silenceMs;
    this.#quiet = setTimeout(() => void this.#look(), silenceMs);
    this.#waiting = setTimeout(() => this.#notBegun(), beginMs);
  }

  /** The same chunks, each of which breaks the silence. */
  async *over(chunks: AsyncIterable<Uint8Array>): AsyncGenerator<Uint8Array> {
    for await (const chunk of chunks) {
      this.#quiet.refresh();
      yield chunk;
    }
  }

  /** The code runs. */
  begun(): void {
    clearTimeout(this.#waiting);
  }

  [Symbol.dispose](): void {
    clearTimeout(this.#quiet);
    clearTimeout(this.#waiting);
  }

  async #look(): Promise<void> {
    const seconds = Math.round(this.#silenceMs / 1000);
    if (!(await this.#watched.isAlive()))
      return this.#giveUp("serviceUnreachable", `The service is gone: silent for ${seconds} s.`);
    // One that has never shown a sign of life while code runs may just be waiting for it.
    if (!this.#watched.mustBeat()) return void this.#quiet.refresh();
    this.#giveUp("serviceUnreachable", `The connection is dead: silent for ${seconds} s.`);
  }

  #notBegun(): void {
    if (!this.#watched.mustBegin()) return;
    this.#giveUp("timeout", "The service took the code, but has not begun to run it.");
  }

  #giveUp(code: "serviceUnreachable" | "timeout", message: string): void {
    this.#watched.giveUp(
      new Failure(code, message, { remedy: "Restart the context if this comes again." }),
    );
  }
}
