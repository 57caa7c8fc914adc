import { Failure } from "../../../base/failure.ts";
import { orders } from "./frames.ts";
import { inputWindow } from "./relayScript.ts";

/** So much of the input goes in one call. */
export const pieceSize = 64 << 10;

export const inputClosed = (cause?: unknown): Failure =>
  new Failure("sandboxFailed", "The program's input is closed.", { cause });

interface Waiting {
  readonly bytes: Uint8Array;
  readonly resolve: () => void;
  readonly reject: (reason: Failure) => void;
}

/** A program's input: numbered, one piece after another, and no faster than the program reads. */
export class Input {
  readonly #send: (frame: Uint8Array | string) => Promise<void>;
  readonly #waiting: Waiting[] = [];
  /** Those whose last bytes are on their way. */
  #leaving: readonly Waiting[] = [];
  /** How much of the first one has been sent. */
  #begun = 0;
  #sent = 0;
  #taken = 0;
  #isEnding = false;
  #isClosed = false;
  #isRunning = false;

  /** @param send rejects when there is nobody any more. */
  constructor(send: (frame: Uint8Array | string) => Promise<void>) {
    this.#send = send;
  }

  /** Settles when the sandbox has all of it, and the program has read enough of what came before. */
  write(bytes: Uint8Array): Promise<void> {
    if (this.#isClosed || this.#isEnding) return Promise.reject(inputClosed());
    return new Promise((resolve, reject) => {
      this.#waiting.push({ bytes, resolve, reject });
      void this.#run();
    });
  }

  /** After what is waiting. */
  end(): void {
    if (this.#isEnding) return;
    this.#isEnding = true;
    void this.#run();
  }

  /** The program has read so much of it in all. */
  taken(amount: number): void {
    this.#taken = Math.max(this.#taken, amount);
    void this.#run();
  }

  /** Nobody will read it any more. */
  close(): void {
    this.#isClosed = true;
    for (const { reject } of [...this.#leaving, ...this.#waiting.splice(0)]) reject(inputClosed());
  }

  async #run(): Promise<void> {
    if (this.#isRunning) return;
    this.#isRunning = true;
    try {
      while (!this.#isClosed && this.#waiting.length > 0 && this.#room > 0) await this.#step();
      if (!this.#isClosed && this.#isEnding && this.#waiting.length === 0) {
        this.#isClosed = true;
        await this.#send(orders.close);
      }
    } catch {
      this.close();
    } finally {
      this.#isRunning = false;
    }
  }

  get #room(): number {
    return this.#taken + inputWindow - this.#sent;
  }

  async #step(): Promise<void> {
    const { pieces, size, done } = this.#next(Math.min(pieceSize, this.#room));
    const head = Buffer.from(orders.input(this.#sent, size));
    this.#sent += size;
    this.#leaving = done;
    await this.#send(Buffer.concat([head, ...pieces], head.length + size));
    for (const { resolve } of done) resolve();
    this.#leaving = [];
  }

  /** What goes along next; those that are wholly in it are waiting no more. */
  #next(most: number): { pieces: Uint8Array[]; size: number; done: Waiting[] } {
    const pieces: Uint8Array[] = [];
    const done: Waiting[] = [];
    let size = 0;
    for (let first = this.#waiting[0]; first !== undefined; first = this.#waiting[0]) {
      const piece = first.bytes.subarray(this.#begun, this.#begun + most - size);
      pieces.push(piece);
      size += piece.length;
      this.#begun += piece.length;
      if (this.#begun < first.bytes.length) break;
      done.push(first);
      this.#waiting.shift();
      this.#begun = 0;
    }
    return { pieces, size, done };
  }
}
