import { Failure } from "../../base/failure.ts";
import type { ServerConfig } from "../../config/serverEntry.ts";
import type { Answers } from "../../gateway/answers.ts";
import type { Host } from "../../mcp/host.ts";
import type { Provider } from "../../sandbox/sandbox.ts";
import { longWork } from "../longWork.ts";

/** Who has to agree before a server is started. Rejects with `cancelled` when that is refused. */
export interface Consent {
  ensure(config: ServerConfig, signal?: AbortSignal): Promise<void>;
}

export interface AheadParts {
  readonly host: Pick<Host, "server" | "tools">;
  readonly consent: Consent;
  /** Where a server runs whose entry does not say it. */
  readonly preferred: () => Promise<Provider>;
  /** Rejects with `keyMissing` where the service could not be used. */
  readonly key: { connection(): Promise<unknown> };
}

/** Asks, before an agent gets a server, for all that its start would ask for. */
export class Ahead {
  readonly #parts: AheadParts;

  constructor(parts: AheadParts) {
    this.#parts = parts;
  }

  /**
   * Settles when a start would ask nothing more: the launch is agreed to, its variables and secrets
   * are there, and so is the service's key. Starts nothing.
   */
  async ask(config: ServerConfig, signal?: AbortSignal): Promise<void> {
    const { consent, host, key, preferred } = this.#parts;
    await consent.ensure(config, signal);
    const server = host.server(config.name);
    if (server === undefined)
      throw new Failure("unknownServer", `There is no server ${config.name}.`);
    await server.definition.resolve(signal);
    const provider = config.entry.sandbox?.provider ?? (await preferred());
    if (provider === "e2b") await key.connection();
  }

  /**
   * Settles when the tools can be listed at once. Only a server that was never seen is started for
   * it, with its progress shown: a client that asks for the list waits a few seconds at most.
   */
  async list(name: string, served: Pick<Answers, "offer">): Promise<void> {
    const offer = await served.offer();
    if (offer?.lists.tools !== undefined) return;
    await longWork(`Starting ${name} for its list of tools`, ({ signal }) =>
      this.#parts.host.tools(name, { signal }),
    );
  }
}
