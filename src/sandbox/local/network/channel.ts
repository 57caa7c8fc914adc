import type { Duplex } from "node:stream";
import { ChannelStream } from "./channelStream.ts";
import { ChannelBroken, frame, type FrameKind, FrameReader, maxStreams } from "./frames.ts";

export interface ChannelUse {
  /** A program in the jail has connected. The stream closes with the channel. */
  onStream(stream: Duplex): void;
  /** What came was not from a bridge; the channel is closed. */
  onBroken(reason: string): void;
  /** A stream on which nothing moved for so long is closed. */
  readonly idleMs: number;
}

/**
 * Serves the host's end of a jail's channel until it closes. Every byte of it is hostile: memory
 * is bounded by the number of streams and their credit, and while the jail does not read, nothing
 * is read from it either.
 */
export function serveChannel(channel: Duplex, use: ChannelUse): void {
  new Channel(channel, use).serve();
}

/** A bridge needs a few a second; making them costs the host more than asking for them. */
const maxOpensPerSecond = 300;

interface Entry {
  readonly stream: ChannelStream;
  lastMoveAt: number;
}

class Channel {
  readonly #channel: Duplex;
  readonly #use: ChannelUse;
  readonly #streams = new Map<number, Entry>();
  /** Streams that something came for since they were last told. */
  readonly #touched = new Set<ChannelStream>();
  /** Called when the channel takes bytes again. */
  readonly #waiting: (() => void)[] = [];
  #isFull = false;
  #opens = 0;
  #isResting = false;

  constructor(channel: Duplex, use: ChannelUse) {
    this.#channel = channel;
    this.#use = use;
  }

  serve(): void {
    const reader = new FrameReader({
      frame: (kind, stream, amount) => this.#frame(kind, stream, amount),
      data: (stream, bytes) => this.#data(stream, bytes),
    });
    const idle = setInterval(() => this.#closeIdle(), this.#use.idleMs / 4);
    const second = setInterval(() => this.#eachSecond(), 1000);
    for (const timer of [idle, second]) timer.unref();
    this.#channel.on("data", (chunk: Buffer) => this.#read(reader, chunk));
    this.#channel.on("drain", () => this.#drained());
    this.#channel.on("error", () => {});
    this.#channel.on("end", () => this.#channel.destroy());
    this.#channel.on("close", () => {
      clearInterval(idle);
      clearInterval(second);
      this.#closeAll();
    });
  }

  #read(reader: FrameReader, chunk: Buffer): void {
    if (this.#channel.destroyed) return;
    try {
      reader.push(chunk);
    } catch (error) {
      if (!(error instanceof ChannelBroken)) throw error;
      this.#channel.destroy();
      this.#closeAll();
      this.#use.onBroken(error.message);
    }
    const touched = [...this.#touched];
    this.#touched.clear();
    for (const stream of touched) if (!stream.destroyed) stream.deliver();
  }

  #frame(kind: Exclude<FrameKind, "data">, id: number, amount: number): void {
    if (kind === "open") return this.#open(id);
    const entry = this.#streams.get(id);
    if (entry === undefined) return; // closed here while this was under way
    entry.lastMoveAt = Date.now();
    if (kind === "credit") entry.stream.receiveCredit(amount);
    else if (kind === "reset") entry.stream.destroy();
    else {
      entry.stream.receiveEnd();
      this.#touched.add(entry.stream);
    }
  }

  #data(id: number, bytes: Buffer): void {
    const entry = this.#streams.get(id);
    if (entry === undefined) return;
    entry.lastMoveAt = Date.now();
    entry.stream.receive(bytes);
    this.#touched.add(entry.stream);
  }

  #open(id: number): void {
    if (this.#streams.has(id)) throw new ChannelBroken("a stream that is open already");
    this.#opens += 1;
    if (this.#opens > maxOpensPerSecond) this.#rest();
    if (this.#streams.size >= maxStreams || this.#opens > 2 * maxOpensPerSecond)
      return this.#send(frame("reset", id));
    const stream: ChannelStream = new ChannelStream({
      sendData: (bytes, callback) => this.#sendData(id, bytes, callback),
      sendCredit: (amount) => this.#send(frame("credit", id, amount)),
      sendEnd: () => this.#send(frame("end", id)),
      closed: (clean) => {
        if (this.#streams.delete(id) && !clean) this.#send(frame("reset", id));
      },
    });
    this.#streams.set(id, { stream, lastMoveAt: Date.now() });
    this.#use.onStream(stream);
  }

  #sendData(id: number, bytes: Buffer, callback: () => void): void {
    const entry = this.#streams.get(id);
    if (entry !== undefined) entry.lastMoveAt = Date.now();
    this.#channel.cork();
    this.#send(frame("data", id, bytes.length));
    this.#send(bytes);
    this.#channel.uncork();
    if (this.#isFull) this.#waiting.push(callback);
    else process.nextTick(callback);
  }

  #send(bytes: Buffer): void {
    if (this.#channel.destroyed || this.#channel.write(bytes) || this.#isFull) return;
    this.#isFull = true;
    this.#channel.pause();
  }

  /** Reads nothing more for the rest of the second. */
  #rest(): void {
    this.#isResting = true;
    this.#channel.pause();
  }

  #eachSecond(): void {
    this.#opens = 0;
    this.#isResting = false;
    if (!this.#isFull) this.#channel.resume();
  }

  #drained(): void {
    this.#isFull = false;
    if (!this.#isResting) this.#channel.resume();
    for (const callback of this.#waiting.splice(0)) callback();
  }

  #closeIdle(): void {
    const before = Date.now() - this.#use.idleMs;
    for (const { stream, lastMoveAt } of this.#streams.values())
      if (lastMoveAt < before) stream.destroy();
  }

  #closeAll(): void {
    for (const { stream } of [...this.#streams.values()]) stream.destroy();
    for (const callback of this.#waiting.splice(0)) callback();
  }
}
