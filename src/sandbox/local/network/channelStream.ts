import { Duplex } from "node:stream";
import { ByteQueue } from "../../byteQueue.ts";
import { ChannelBroken, initialCredit, maxData } from "./frames.ts";

/** What a stream needs of the channel that carries it. */
export interface StreamCarrier {
  /** Sends bytes, at most one call at a time per stream; calls back when the next may come. */
  sendData(bytes: Buffer, callback: () => void): void;
  sendCredit(amount: number): void;
  sendEnd(): void;
  /** The stream is over; `clean` when both sides have ended it. */
  closed(clean: boolean): void;
}

type Callback = (error?: Error | null) => void;

/**
 * One connection of a jailed program, as the host sees it. Holds at most the credit that it has
 * granted, as one buffer, until it is read.
 */
export class ChannelStream extends Duplex {
  readonly #carrier: StreamCarrier;
  readonly #waiting = new ByteQueue();
  #isWanted = false;
  #isEndSeen = false;
  #isEndSent = false;
  /** What the jail may still send before it is granted more. */
  #granted = initialCredit;
  /** What has been read and not yet been granted anew. */
  #owed = 0;
  /** What we may still send. */
  #credit = initialCredit;
  #unsent: { bytes: Buffer; readonly callback: Callback } | undefined;

  constructor(carrier: StreamCarrier) {
    super({ allowHalfOpen: true, readableHighWaterMark: 4096, writableHighWaterMark: 16_384 });
    this.#carrier = carrier;
    // Whoever uses the stream hears of its end; an error that nobody hears would end the host.
    this.on("error", () => {});
  }

  /** Bytes from the jail. Throws ChannelBroken when it sends more than it may. */
  receive(bytes: Buffer): void {
    if (this.#isEndSeen) throw new ChannelBroken("data behind the end of a stream");
    this.#granted -= bytes.length;
    if (this.#granted < 0) throw new ChannelBroken("more data than was granted");
    this.#waiting.append(bytes);
  }

  /** The jail will send no more. */
  receiveEnd(): void {
    if (this.#isEndSeen) throw new ChannelBroken("a second end of a stream");
    this.#isEndSeen = true;
  }

  /** The jail may be sent more. */
  receiveCredit(amount: number): void {
    this.#credit += amount;
    if (this.#credit > 0x7f_ff_ff_ff) throw new ChannelBroken("an absurd amount of credit");
    this.#send();
  }

  /** Hands on what has come; called once for all that arrived together. */
  deliver(): void {
    if (!this.#isWanted) return;
    if (this.#waiting.length > 0) {
      const bytes = this.#waiting.take();
      this.#isWanted = false;
      this.#grant(bytes.length);
      this.push(bytes);
    } else if (this.#isEndSeen) {
      this.#isWanted = false;
      this.push(null);
    }
  }

  override _read(): void {
    this.#isWanted = true;
    this.deliver();
  }

  override _write(bytes: Buffer, _encoding: string, callback: Callback): void {
    this.#unsent = { bytes, callback };
    this.#send();
  }

  override _final(callback: Callback): void {
    this.#isEndSent = true;
    this.#carrier.sendEnd();
    callback();
  }

  override _destroy(error: Error | null, callback: Callback): void {
    this.#waiting.take();
    const unsent = this.#unsent;
    this.#unsent = undefined;
    unsent?.callback(error ?? new Error("The stream is closed."));
    this.#carrier.closed(this.#isEndSent && this.#isEndSeen);
    callback(error);
  }

  #grant(amount: number): void {
    this.#owed += amount;
    if (this.#owed < initialCredit / 4 || this.#isEndSeen) return;
    this.#granted += this.#owed;
    this.#carrier.sendCredit(this.#owed);
    this.#owed = 0;
  }

  #send(): void {
    const { bytes, callback } = this.#unsent ?? {};
    if (bytes === undefined || callback === undefined || this.#credit === 0) return;
    this.#unsent = undefined;
    const part = bytes.subarray(0, Math.min(this.#credit, maxData));
    this.#credit -= part.length;
    this.#carrier.sendData(part, () => {
      if (part.length === bytes.length || this.destroyed) return callback();
      this.#unsent = { bytes: bytes.subarray(part.length), callback };
      return this.#send();
    });
  }
}
