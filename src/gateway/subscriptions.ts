import type { Backend } from "./backend.ts";
import type { Resources } from "./resources.ts";

/** Who wants to hear of changes of which resource: a server is asked once for all who want it. */
export class Subscriptions {
  readonly #backend: Backend;
  readonly #resources: Resources;
  readonly #holders = new Map<string, Set<object>>();

  constructor(backend: Backend, resources: Resources) {
    this.#backend = backend;
    this.#resources = resources;
  }

  /** Rejects as the server does, and then nobody is subscribed. */
  async add(uri: string, holder: object, signal?: AbortSignal): Promise<void> {
    const holders = this.#holders.get(uri) ?? new Set();
    const isFirst = holders.size === 0;
    this.#holders.set(uri, holders.add(holder));
    if (!isFirst) return;
    try {
      const server = await this.#resources.ownerOf(uri);
      await this.#backend.request(server, "resources/subscribe", { uri }, { signal });
    } catch (error) {
      this.#forget(uri, holder);
      throw error;
    }
  }

  has(uri: string, holder: object): boolean {
    return this.#holders.get(uri)?.has(holder) === true;
  }

  /** Never rejects. A server that does not run has forgotten it anyway. */
  async remove(uri: string, holder: object): Promise<void> {
    if (!this.#forget(uri, holder)) return;
    try {
      const server = await this.#resources.ownerOf(uri);
      if (this.#backend.server(server)?.state.kind !== "running") return;
      await this.#backend.request(server, "resources/unsubscribe", { uri }, {});
    } catch {
      // It goes on telling, and nobody listens.
    }
  }

  /** The holder went away. */
  async removeAll(holder: object): Promise<void> {
    const held = [...this.#holders].filter(([, holders]) => holders.has(holder));
    await Promise.all(held.map(([uri]) => this.remove(uri, holder)));
  }

  /** True when nobody is left. */
  #forget(uri: string, holder: object): boolean {
    const holders = this.#holders.get(uri);
    if (holders?.delete(holder) !== true || holders.size > 0) return false;
    return this.#holders.delete(uri);
  }
}
