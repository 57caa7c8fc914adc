import { ByteQueue } from "../../byteQueue.ts";

/** One stream of a program: what has come and nobody has read yet. */
export class Output implements AsyncIterable<Uint8Array> {
  /** What waits longest, and what has come after it. */
  #first: Uint8Array | undefined;
  readonly #queue = new ByteQueue();
  readonly #onDidRead: () => void;
  #received = 0;
  #read = 0;
  #ended = false;
  #unwanted = false;
  #wake = (): void => {};

  /** @param onDidRead called whenever some of it was read, or will never be. */
  constructor(onDidRead: () => void = () => {}) {
    this.#onDidRead = onDidRead;
  }

  /** How many bytes have come. */
  get received(): number {
    return this.#received;
  }

  /** How many of them have been read. */
  get read(): number {
    return this.#read;
  }

  get waiting(): number {
    return (this.#first?.length ?? 0) + this.#queue.length;
  }

  push(bytes: Uint8Array): void {
    this.#received += bytes.length;
    if (this.#ended || this.#unwanted) this.#count(bytes.length);
    else if (this.#first === undefined) this.#first = bytes;
    else this.#queue.append(bytes);
    this.#wake();
  }

  end(): void {
    this.#ended = true;
    this.#wake();
  }

  async *[Symbol.asyncIterator](): AsyncGenerator<Uint8Array> {
    try {
      for (;;) {
        const bytes = this.#take();
        if (bytes !== undefined) yield bytes;
        else if (this.#ended) return;
        else await new Promise<void>((resolve) => (this.#wake = resolve));
      }
    } finally {
      // A program whose output nobody wants must not wait for ever.
      this.#unwanted = true;
      while (this.#take() !== undefined);
    }
  }

  #take(): Uint8Array | undefined {
    const bytes = this.#first;
    this.#first = this.#queue.length > 0 ? this.#queue.take() : undefined;
    this.#count(bytes?.length ?? 0);
    return bytes;
  }

  #count(size: number): void {
    this.#read += size;
    if (size > 0) this.#onDidRead();
  }
}
