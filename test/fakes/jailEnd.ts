import { type Duplex, duplexPair } from "node:stream";
import {
  frame,
  type FrameKind,
  FrameReader,
  initialCredit,
} from "../../src/sandbox/local/network/frames.ts";
import { serveChannel } from "../../src/sandbox/local/network/channel.ts";

export interface SeenFrame {
  readonly kind: FrameKind;
  readonly stream: number;
  readonly amount: number;
}

/** The jail's end of a channel, for tests that behave as a bridge or worse. */
export class JailEnd {
  readonly frames: SeenFrame[] = [];
  /** Streams as the host got them. */
  readonly accepted: Duplex[] = [];
  broken: string | undefined;
  readonly #end: Duplex;
  readonly #received = new Map<number, Buffer[]>();

  constructor(onStream?: (stream: Duplex) => void, idleMs = 60_000) {
    const [host, end] = duplexPair();
    this.#end = end;
    serveChannel(host, {
      onStream: (stream) => {
        this.accepted.push(stream);
        onStream?.(stream);
      },
      onBroken: (reason) => (this.broken = reason),
      idleMs,
    });
    end.on("error", () => {});
  }

  /** Begins to read what the host sends. */
  listen(): this {
    const reader = new FrameReader({
      frame: (kind, stream, amount) => void this.frames.push({ kind, stream, amount }),
      data: (stream, bytes) => {
        const list = this.#received.get(stream) ?? [];
        list.push(Buffer.from(bytes));
        this.#received.set(stream, list);
      },
    });
    this.#end.on("data", (chunk: Buffer) => reader.push(chunk));
    return this;
  }

  send(kind: FrameKind, stream: number, amount = 0): this {
    return this.raw(frame(kind, stream, amount));
  }

  data(stream: number, bytes: Uint8Array | string): this {
    const body = Buffer.from(bytes);
    return this.raw(Buffer.concat([frame("data", stream, body.length), body]));
  }

  raw(bytes: Uint8Array): this {
    if (!this.#end.destroyed) this.#end.write(bytes);
    return this;
  }

  received(stream: number): Buffer {
    return Buffer.concat(this.#received.get(stream) ?? []);
  }

  sawFrame(kind: FrameKind, stream: number): boolean {
    return this.frames.some((one) => one.kind === kind && one.stream === stream);
  }

  get isClosed(): boolean {
    return this.#end.destroyed || this.#end.readableEnded;
  }

  close(): void {
    this.#end.destroy();
  }
}

/** As much as one side may send before it is granted more. */
export const wholeCredit = Buffer.alloc(initialCredit, 7);
