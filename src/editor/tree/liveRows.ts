import { type Disposable, Emitter } from "../../base/event.ts";
import type { Host } from "../../mcp/host.ts";
import type { ServerState } from "../../mcp/server.ts";
import type { Configuration } from "../servers/configuration.ts";
import { treeOf } from "./model.ts";
import type { Node } from "./node.ts";
import type { TreeSource } from "./serverTree.ts";

const tickMs = 1000;

/** The tree's rows from the host and the settings, with a clock that runs while a time is shown. */
export class LiveRows implements TreeSource, Disposable {
  readonly #host: Pick<Host, "servers" | "server">;
  readonly #configuration: Pick<Configuration, "problems">;
  readonly #changed = new Emitter<string | undefined>();
  readonly #subscriptions: readonly Disposable[];
  #clock: NodeJS.Timeout | undefined;

  readonly onDidChange = this.#changed.event;

  constructor(
    host: Pick<Host, "servers" | "server" | "onDidChange" | "onDidChangeServers">,
    configuration: Pick<Configuration, "problems" | "onDidChange">,
  ) {
    this.#host = host;
    this.#configuration = configuration;
    this.#subscriptions = [
      host.onDidChange((name) => {
        this.#changed.fire(name);
        this.#wind();
      }),
      host.onDidChangeServers(() => this.#changed.fire(undefined)),
      configuration.onDidChange(() => this.#changed.fire(undefined)),
    ];
  }

  rows(): readonly Node[] {
    const { servers } = this.#host;
    return treeOf({ servers, problems: this.#configuration.problems }, Date.now());
  }

  dispose(): void {
    clearInterval(this.#clock);
    this.#clock = undefined;
    for (const subscription of this.#subscriptions) subscription.dispose();
    this.#changed.dispose();
  }

  /** Lets the clock run while a row shows a time that passes, and stops it after. */
  #wind(): void {
    const ticking = this.#host.servers.some(({ state }) => ticks(state));
    if (ticking) this.#clock ??= setInterval(() => this.#tick(), tickMs);
    else {
      clearInterval(this.#clock);
      this.#clock = undefined;
    }
  }

  #tick(): void {
    for (const { definition, state } of this.#host.servers)
      if (ticks(state)) this.#changed.fire(definition.name);
  }
}

function ticks(state: ServerState): boolean {
  if (state.kind === "failed") return state.retryAt !== undefined && state.retryAt > Date.now();
  return state.kind === "starting" || state.kind === "stopping";
}
