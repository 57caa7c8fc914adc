/**
 * Bytes waiting, in memory of their own: many small pieces cost no more than few large ones, and
 * keep no larger buffer alive that they were cut from.
 */
export class ByteQueue {
  #bytes: Buffer = Buffer.alloc(0);
  #length = 0;

  get length(): number {
    return this.#length;
  }

  append(piece: Uint8Array): void {
    const length = this.#length + piece.length;
    if (length > this.#bytes.length) {
      const larger = Buffer.allocUnsafeSlow(Math.max(1024, length, this.#bytes.length * 2));
      this.#bytes.copy(larger, 0, 0, this.#length);
      this.#bytes = larger;
    }
    this.#bytes.set(piece, this.#length);
    this.#length = length;
  }

  /** What is waiting, without taking it. Valid until the next call. */
  peek(): Buffer {
    return this.#bytes.subarray(0, this.#length);
  }

  /** Takes all that is waiting. */
  take(): Buffer {
    const all = this.peek();
    this.#bytes = Buffer.alloc(0);
    this.#length = 0;
    return all;
  }
}
