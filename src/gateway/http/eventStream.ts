import { randomUUID } from "node:crypto";
import type { ServerResponse } from "node:http";
import type { JSONRPCMessage, Transport } from "@modelcontextprotocol/server";
import { writeOrCut } from "./answer.ts";

/** Keeps what is between us and the client from cutting a silent stream. */
const keepAliveMs = 15_000;

/** HTTP+SSE of 2024-11-05: answers go down one stream, requests come as posts beside it. */
export class EventStream implements Transport {
  onmessage?: Transport["onmessage"];
  onclose?: () => void;
  onerror?: (error: Error) => void;
  readonly sessionId = randomUUID();
  readonly #response: ServerResponse;
  readonly #path: string;
  #timer: NodeJS.Timeout | undefined;
  #isClosed = false;

  /** Requests are to be posted to `path`. */
  constructor(response: ServerResponse, path: string) {
    this.#response = response;
    this.#path = path;
  }

  async start(): Promise<void> {
    this.#response.once("close", () => this.#end());
    this.#response.writeHead(200, {
      "Content-Type": "text/event-stream",
      "Cache-Control": "no-cache, no-transform",
      Connection: "keep-alive",
      "X-Accel-Buffering": "no",
    });
    this.#write("endpoint", `${this.#path}?sessionId=${this.sessionId}`);
    this.#timer = setInterval(() => writeOrCut(this.#response, ": \n\n"), keepAliveMs);
    this.#timer.unref();
  }

  /** Takes what the client posted. */
  take(message: JSONRPCMessage): void {
    this.onmessage?.(message);
  }

  async send(message: JSONRPCMessage): Promise<void> {
    this.#write("message", JSON.stringify(message));
  }

  async close(): Promise<void> {
    this.#response.end();
    this.#end();
  }

  #write(event: string, data: string): void {
    writeOrCut(this.#response, `event: ${event}\ndata: ${data}\n\n`);
  }

  #end(): void {
    if (this.#isClosed) return;
    this.#isClosed = true;
    clearInterval(this.#timer);
    this.onclose?.();
  }
}
