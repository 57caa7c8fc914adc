import type { Client, McpSubscription } from "@modelcontextprotocol/client";

/**
 * Follows single resources of a server since 2026-07-28, which has streams where earlier ones have
 * `resources/subscribe`. What is heard comes out where all notifications do.
 */
export class Subscriptions {
  readonly #client: Pick<Client, "listen">;
  readonly #open = new Map<unknown, Promise<McpSubscription>>();

  constructor(client: Pick<Client, "listen">) {
    this.#client = client;
  }

  /** Settles when the server has agreed. Following twice does nothing. */
  async follow(uri: unknown, timeoutMs: number): Promise<void> {
    const known = this.#open.get(uri);
    const opening =
      known ??
      this.#client.listen({ resourceSubscriptions: [String(uri)] }, { timeout: timeoutMs });
    this.#open.set(uri, opening);
    try {
      const { closed } = await opening;
      if (known === undefined) void closed.then(() => this.#forget(uri, opening));
    } catch (error) {
      this.#forget(uri, opening);
      throw error;
    }
  }

  async leave(uri: unknown): Promise<void> {
    const opening = this.#open.get(uri);
    this.#open.delete(uri);
    const subscription = await opening;
    await subscription?.close();
  }

  #forget(uri: unknown, opening: Promise<McpSubscription>): void {
    if (this.#open.get(uri) === opening) this.#open.delete(uri);
  }
}
