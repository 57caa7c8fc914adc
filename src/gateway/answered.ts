import type { JSONRPCMessage, Transport } from "@modelcontextprotocol/server";

/** A transport that knows which of the client's requests have no answer yet. */
export class Answered implements Transport {
  onmessage?: NonNullable<Transport["onmessage"]>;
  onclose?: () => void;
  onerror?: (error: Error) => void;
  readonly #inner: Transport;
  readonly #open = new Set<string | number>();
  #wake = (): void => {};

  constructor(inner: Transport) {
    this.#inner = inner;
  }

  async start(): Promise<void> {
    const onmessage: Transport["onmessage"] = (message, extra) => {
      if ("method" in message && "id" in message) this.#open.add(message.id);
      this.onmessage?.(message, extra);
    };
    const onclose = (): void => this.onclose?.();
    const onerror = (error: Error): void => this.onerror?.(error);
    await Object.assign(this.#inner, { onmessage, onclose, onerror }).start();
  }

  async send(message: JSONRPCMessage): Promise<void> {
    await this.#inner.send(message);
    if ("method" in message || message.id === undefined) return;
    this.#open.delete(message.id);
    this.#wake();
  }

  /** Settles when every request that has come so far, or comes meanwhile, has its answer. */
  async all(): Promise<void> {
    while (this.#open.size > 0) await new Promise<void>((resolve) => (this.#wake = resolve));
  }

  close(): Promise<void> {
    return this.#inner.close();
  }
}
