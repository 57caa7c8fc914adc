import { Emitter } from "../../base/event.ts";
import type { ServerConfig } from "../../config/serverEntry.ts";

/** Servers that stand in no settings: they are there until they are stopped. */
export class QuickServers {
  readonly #changed = new Emitter<void>();
  #servers: readonly ServerConfig[] = [];

  readonly onDidChange = this.#changed.event;

  get servers(): readonly ServerConfig[] {
    return this.#servers;
  }

  /** Adds a server; one of the same name is replaced. */
  add(server: ServerConfig): void {
    this.#servers = [...this.#servers.filter(({ name }) => name !== server.name), server];
    this.#changed.fire();
  }

  has(name: string): boolean {
    return this.#servers.some((server) => server.name === name);
  }

  remove(name: string): void {
    if (!this.has(name)) return;
    this.#servers = this.#servers.filter((server) => server.name !== name);
    this.#changed.fire();
  }
}
