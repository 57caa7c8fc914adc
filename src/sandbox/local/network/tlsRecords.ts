import { Refusal } from "./refusal.ts";

const headerLength = 5;
const maxRecord = 16_384 + 2048;

/** Bytes that belong together: of one record's header, or of one record's body. */
export interface RecordPiece {
  readonly bytes: Buffer;
  readonly isBody: boolean;
  readonly type: number;
  /** The first bytes of the record's body. */
  readonly isStart: boolean;
}

/** Walks along TLS records however the bytes come; keeps a header's bytes and nothing else. */
export class TlsRecords {
  readonly #header = Buffer.alloc(headerLength);
  #headerBytes = 0;
  #bodyLeft = 0;
  #isStart = false;

  /** False in a header and right behind it: what the record is has not been seen yet. */
  get isTypeSettled(): boolean {
    return this.#headerBytes === 0 || (this.#bodyLeft > 0 && !this.#isStart);
  }

  /** The next piece of a chunk that is not empty. Throws Refusal. */
  next(chunk: Buffer): RecordPiece {
    return this.#bodyLeft === 0 ? this.#takeHeader(chunk) : this.#takeBody(chunk);
  }

  #takeHeader(chunk: Buffer): RecordPiece {
    const bytes = chunk.subarray(0, headerLength - this.#headerBytes);
    bytes.copy(this.#header, this.#headerBytes);
    this.#headerBytes += bytes.length;
    if (this.#headerBytes === headerLength) {
      this.#bodyLeft = this.#header.readUInt16BE(3);
      this.#isStart = true;
      if (this.#bodyLeft > maxRecord) throw new Refusal("sends TLS records that are too long");
      if (this.#bodyLeft === 0) this.#headerBytes = 0;
    }
    return { bytes, isBody: false, type: this.#header.readUInt8(0), isStart: false };
  }

  #takeBody(chunk: Buffer): RecordPiece {
    const bytes = chunk.subarray(0, this.#bodyLeft);
    const isStart = this.#isStart;
    this.#isStart = false;
    this.#bodyLeft -= bytes.length;
    if (this.#bodyLeft === 0) this.#headerBytes = 0;
    return { bytes, isBody: true, type: this.#header.readUInt8(0), isStart };
  }
}
