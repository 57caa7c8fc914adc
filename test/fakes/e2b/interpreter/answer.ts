import type { ServerResponse } from "node:http";
import { setTimeout as sleep } from "node:timers/promises";
import type { Knobs } from "../faults.ts";

/** The answer to a run: JSON objects, one a line, until the end is told. */
export class Answer {
  /** Settles when nothing more can be sent, whoever was the cause. Never rejects. */
  readonly closed: Promise<void>;
  readonly #response: ServerResponse;
  readonly #knobs: Knobs;
  readonly #beat: NodeJS.Timeout;
  #last: Promise<void> = Promise.resolve();
  #lines = 0;

  /** The real server names no content type. */
  constructor(response: ServerResponse, knobs: Knobs) {
    this.#response = response;
    this.#knobs = knobs;
    response.writeHead(200);
    response.flushHeaders();
    this.#beat = setInterval(() => void this.tell({ type: "keepalive" }), knobs.cellKeepaliveMs);
    this.closed = new Promise((resolve) => {
      response.once("close", () => {
        clearInterval(this.#beat);
        resolve();
      });
    });
  }

  get gone(): boolean {
    return this.#response.destroyed || this.#response.writableEnded;
  }

  /** Resolves when the connection can take more; at once when it is closed. Lines keep their order. */
  tell(line: object): Promise<void> {
    this.#last = this.#last.then(() => this.#write(line));
    return this.#last;
  }

  /** The last line, unless the end is to be missing, and the end of the body. */
  async end(): Promise<void> {
    if (this.#knobs.cellEnd) await this.tell({ type: "end_of_execution" });
    this.#response.end();
    await this.closed;
  }

  /** Closes the connection without an end, in the middle of a line if wished. */
  cut({ midEnvelope = false }: { readonly midEnvelope?: boolean } = {}): void {
    if (!midEnvelope) return void this.#response.destroy();
    this.#response.write('{"type": "stdout", "te', () => this.#response.destroy());
  }

  async #write(line: object): Promise<void> {
    const { cellDelayMs, cellCutAfter, cellSplit } = this.#knobs;
    if (cellDelayMs > 0) await sleep(cellDelayMs);
    if (this.gone) return;
    if (this.#lines === cellCutAfter) return this.cut({ midEnvelope: true });
    this.#lines += 1;
    this.#beat.refresh();
    const text = `${JSON.stringify(line)}\n`;
    const [first, ...rest] = cellSplit ? split(Buffer.from(text)) : [escaped(text)];
    if (!this.#response.write(first)) await this.#drained();
    for (const piece of rest) {
      // Two writes in one turn would make one chunk.
      await sleep(5);
      this.#response.write(piece);
    }
  }

  #drained(): Promise<void> {
    const drain = new Promise<void>((resolve) => this.#response.once("drain", resolve));
    return Promise.race([drain, this.closed]);
  }
}

/** As the real server writes it: nothing but ASCII. */
const escaped = (text: string): string =>
  text.replaceAll(
    /[^\0-\x7F]/g,
    (letter) => `\\u${letter.charCodeAt(0).toString(16).padStart(4, "0")}`,
  );

/** In two, if there is a character of several bytes to be torn. */
function split(bytes: Buffer): [Buffer, ...Buffer[]] {
  const at = bytes.findIndex((byte) => byte > 0x7f);
  return at < 0 ? [bytes] : [bytes.subarray(0, at + 1), bytes.subarray(at + 1)];
}
