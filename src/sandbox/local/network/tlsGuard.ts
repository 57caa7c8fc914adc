import { ByteQueue } from "../../byteQueue.ts";
import { type ClientHello, parseClientHello } from "./clientHello.ts";
import { Refusal } from "./refusal.ts";
import { TlsRecords } from "./tlsRecords.ts";

const changeCipherSpec = 20;
export const handshake = 22;
const clientHello = 1;
const maxHello = 32_768;
/** A hello in records of one byte each takes six times its length. */
const maxHeld = 4 * maxHello;
/** Longer than any server reads: not a hello, whatever its first byte says. */
const absurdHello = 1 << 18;

/**
 * Stands in a TLS client's stream and lets its bytes on as long as every ClientHello in it passes
 * the check, which returns a reason against. There can be a second hello: a server may ask for it,
 * and then goes by its name. Holds back no more than one; it may come in any number of pieces.
 */
export class TlsGuard {
  readonly #check: (hello: ClientHello) => string | undefined;
  readonly #records = new TlsRecords();
  readonly #held = new ByteQueue();
  #isFirst = true;
  /** A hello that is being put together. */
  #message: ByteQueue | undefined = new ByteQueue();

  constructor(check: (hello: ClientHello) => string | undefined) {
    this.#check = check;
  }

  /** What may go on now. Throws Refusal. */
  push(chunk: Buffer): Buffer {
    let passed = 0;
    for (let at = 0; at < chunk.length;) {
      const piece = this.#records.next(chunk.subarray(at));
      at += piece.bytes.length;
      if (piece.isBody) this.#see(piece.type, piece.isStart, piece.bytes);
      if (this.#mayPass()) passed = at;
    }
    if (passed === chunk.length && this.#held.length === 0) return chunk;
    this.#held.append(chunk.subarray(0, passed));
    const out = passed > 0 ? this.#held.take() : Buffer.alloc(0);
    this.#held.append(chunk.subarray(passed));
    if (this.#held.length > maxHeld) throw new Refusal("sends a TLS ClientHello that is too long");
    return out;
  }

  #see(type: number, isStart: boolean, bytes: Buffer): void {
    if (type === handshake) {
      if (isStart && bytes[0] === clientHello) this.#message ??= new ByteQueue();
      if (this.#message !== undefined) this.#gather(this.#message, bytes);
    } else if (this.#isFirst || (this.#message !== undefined && type !== changeCipherSpec)) {
      throw new Refusal("does not begin with a TLS ClientHello");
    }
  }

  #gather(message: ByteQueue, more: Buffer): void {
    message.append(more);
    if (message.length < 4) return;
    const length = message.peek().readUIntBE(1, 3) + 4;
    if (!this.#isFirst && length > absurdHello) this.#message = undefined;
    else if (length > maxHello || message.length > length)
      throw new Refusal("sends a TLS ClientHello that is too long");
    else if (message.length === length) this.#checkHello(message.take());
  }

  #checkHello(message: Buffer): void {
    const hello = parseClientHello(message);
    const reason = hello === undefined ? "sends a broken TLS ClientHello" : this.#check(hello);
    if (reason !== undefined) throw new Refusal(reason);
    this.#message = undefined;
    this.#isFirst = false;
  }

  /** Nothing goes on while a hello is gathered, or while it is open whether one begins. */
  #mayPass(): boolean {
    return this.#message === undefined && this.#records.isTypeSettled;
  }
}
