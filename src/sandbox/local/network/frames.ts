/**
 * The channel between a jail and its outlet carries frames of eight bytes: what it is (one byte),
 * which stream (three bytes), how much (four bytes, big-endian). Behind `data` follow that many
 * bytes of the stream. Only the jail opens streams.
 */
export const frameKinds = {
  /** A new stream. */
  open: 1,
  /** Bytes of the stream follow. */
  data: 2,
  /** No more bytes will be sent on the stream. */
  end: 3,
  /** The stream is gone, both ways. */
  reset: 4,
  /** So many more bytes may be sent to the sender of this frame. */
  credit: 5,
} as const;

export type FrameKind = keyof typeof frameKinds;

/** What each side may send on a new stream before it is granted more. */
export const initialCredit = 131_072;
/** The largest amount of `data` in one frame. */
export const maxData = 65_536;
/** Streams open at once; the bridge lets further connections wait. */
export const maxStreams = 64;

export interface FrameHandler {
  frame(kind: Exclude<FrameKind, "data">, stream: number, amount: number): void;
  /** Some or all bytes of a data frame, in order; valid only during the call. */
  data(stream: number, bytes: Buffer): void;
}

const headerLength = 8;
const kinds = new Map<number, FrameKind>(
  (Object.entries(frameKinds) as [FrameKind, number][]).map(([name, code]) => [code, name]),
);

/** What came over the channel is not what a bridge sends. */
export class ChannelBroken extends Error {}

/** Takes the channel's bytes apart as they come. Keeps at most one header. */
export class FrameReader {
  readonly #handler: FrameHandler;
  readonly #header = Buffer.alloc(headerLength);
  #headerBytes = 0;
  #stream = 0;
  #dataLeft = 0;

  constructor(handler: FrameHandler) {
    this.#handler = handler;
  }

  /** Throws ChannelBroken, after which nothing more may be read. */
  push(chunk: Buffer): void {
    for (let at = 0; at < chunk.length;) {
      at += this.#dataLeft > 0 ? this.#takeData(chunk, at) : this.#takeHeader(chunk, at);
    }
  }

  #takeData(chunk: Buffer, at: number): number {
    const bytes = chunk.subarray(at, at + this.#dataLeft);
    this.#dataLeft -= bytes.length;
    this.#handler.data(this.#stream, bytes);
    return bytes.length;
  }

  #takeHeader(chunk: Buffer, at: number): number {
    const taken = chunk.copy(this.#header, this.#headerBytes, at);
    this.#headerBytes += taken;
    if (this.#headerBytes < headerLength) return taken;
    this.#headerBytes = 0;
    const kind = kinds.get(this.#header.readUInt8(0));
    const stream = this.#header.readUIntBE(1, 3);
    const amount = this.#header.readUInt32BE(4);
    if (kind === undefined) throw new ChannelBroken("a frame of no known kind");
    if (kind === "data") this.#beginData(stream, amount);
    else this.#handler.frame(kind, stream, amount);
    return taken;
  }

  #beginData(stream: number, amount: number): void {
    if (amount > maxData) throw new ChannelBroken("a data frame that is too long");
    this.#stream = stream;
    this.#dataLeft = amount;
  }
}

export function frame(kind: FrameKind, stream: number, amount = 0): Buffer {
  const header = Buffer.alloc(headerLength);
  header.writeUInt8(frameKinds[kind], 0);
  header.writeUIntBE(stream, 1, 3);
  header.writeUInt32BE(amount, 4);
  return header;
}
