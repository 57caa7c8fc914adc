import type { ServerResponse } from "node:http";
import { ConnectError } from "./connectError.ts";

const message = 0;
const endOfStream = 2;

/** The answer to a streaming call: enveloped JSON messages, then an end. */
export class EventStream {
  /** Settles when nothing more can be sent, whoever was the cause. Never rejects. */
  readonly closed: Promise<void>;
  readonly #response: ServerResponse;
  readonly #waiting: (() => void)[] = [];
  #dead = false;

  constructor(response: ServerResponse) {
    this.#response = response;
    response.writeHead(200, { "content-type": "application/connect+json" });
    response.flushHeaders();
    const wake = (): void => {
      for (const go of this.#waiting.splice(0)) go();
    };
    response.on("drain", wake);
    this.closed = new Promise((resolve) => {
      response.on("close", () => {
        wake();
        resolve();
      });
    });
  }

  /** True for one that its reader has lost and that still counts as a reader. */
  get dead(): boolean {
    return this.#dead;
  }

  /** Resolves when the connection can take more; at once when it is closed. */
  async send(value: object): Promise<void> {
    if (this.#dead) return new Promise(() => {});
    if (this.#response.destroyed || this.#response.writableEnded) return;
    if (this.#response.write(envelope(message, value))) return;
    await new Promise<void>((resolve) => this.#waiting.push(resolve));
  }

  end(error?: ConnectError): void {
    this.#response.end(envelope(endOfStream, error ? { error: error.body } : {}));
  }

  /** Closes the connection without an end, in the middle of a message if wished. */
  cut({ midEnvelope = false, dead = false } = {}): void {
    this.#dead = dead;
    if (!midEnvelope) return void this.#response.destroy();
    const torn = envelope(message, { event: { data: { stdout: "bG9zdA==" } } });
    this.#response.write(torn.subarray(0, torn.length - 7), () => this.#response.destroy());
  }
}

/** One flag byte, the length in four, and the JSON. */
function envelope(flags: number, value: object): Buffer {
  const payload = Buffer.from(JSON.stringify(value));
  const head = Buffer.alloc(5);
  head.writeUInt8(flags);
  head.writeUInt32BE(payload.length, 1);
  return Buffer.concat([head, payload]);
}

/** The one message that a streaming call's body has. */
export function openEnvelope(body: Buffer): unknown {
  if (body.length < 5 || body.readUInt32BE(1) !== body.length - 5)
    throw new ConnectError("invalid_argument", "The body is not one envelope");
  return JSON.parse(body.subarray(5).toString());
}
