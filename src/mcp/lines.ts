/** A line grew beyond what may be held in memory. */
export class LineTooLong extends Error {
  readonly maxBytes: number;

  constructor(maxBytes: number) {
    super(`A line is longer than ${maxBytes} bytes.`);
    this.maxBytes = maxBytes;
  }
}

const newline = 10;

/**
 * Cuts a stream of bytes into lines of UTF-8 text; characters may be spread over chunks. Holds one
 * unfinished line and no more than `maxBytes` of it: a longer one throws, or is cut with `…`.
 */
export class LineSplitter {
  readonly #maxBytes: number;
  readonly #overlong: "throw" | "cut";
  #parts: Buffer[] = [];
  #size = 0;
  #cut = false;

  constructor(maxBytes: number, overlong: "throw" | "cut") {
    this.#maxBytes = maxBytes;
    this.#overlong = overlong;
  }

  /** The lines that end in this chunk, without `\n` and `\r\n`. */
  *push(chunk: Uint8Array): Generator<string> {
    const bytes = Buffer.from(chunk.buffer, chunk.byteOffset, chunk.byteLength);
    let start = 0;
    for (let end = bytes.indexOf(newline); end !== -1; end = bytes.indexOf(newline, start)) {
      this.#keep(bytes.subarray(start, end));
      start = end + 1;
      yield this.#take();
    }
    this.#keep(bytes.subarray(start));
  }

  /** What came after the last newline, if anything did. */
  rest(): string | undefined {
    return this.#size > 0 || this.#cut ? this.#take() : undefined;
  }

  #keep(part: Buffer): void {
    if (part.length === 0 || this.#cut) return;
    const kept = part.subarray(0, this.#maxBytes - this.#size);
    if (kept.length < part.length) {
      if (this.#overlong === "throw") throw new LineTooLong(this.#maxBytes);
      this.#cut = true;
    }
    this.#parts.push(kept);
    this.#size += kept.length;
  }

  #take(): string {
    const [first] = this.#parts;
    const whole = this.#parts.length === 1 && first ? first : Buffer.concat(this.#parts);
    const end = whole.at(-1) === 13 ? whole.length - 1 : whole.length;
    const text = whole.toString("utf8", 0, end) + (this.#cut ? "…" : "");
    this.#parts = [];
    this.#size = 0;
    this.#cut = false;
    return text;
  }
}
