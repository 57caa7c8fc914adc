import { type Disposable, Emitter } from "../base/event.ts";
import { instructionsName, instructionsOf } from "../mcp/pins/instructions.ts";
import { allows, type ToolRules } from "../mcp/toolRules.ts";
import type { Backend, BackendServer } from "./backend.ts";
import type { Gate } from "./gate.ts";
import type { Items } from "./offerFiles.ts";
import type { Offers } from "./offers.ts";

export interface AdmissionOptions {
  readonly backend: Backend;
  readonly offers: Offers;
  readonly gate?: Gate | undefined;
}

/** What clients get of the tools of each server: what its settings and the gate let through. */
export class Admission implements Disposable {
  readonly #options: AdmissionOptions;
  readonly #changed = new Emitter<string>();
  readonly #rules = new Map<string, ToolRules | undefined>();
  readonly #subscriptions: readonly Disposable[];

  /** The name of a server of which clients may see other tools than before. */
  readonly onDidChange = this.#changed.event;

  constructor(options: AdmissionOptions) {
    const { backend, offers, gate } = options;
    this.#options = options;
    for (const { definition } of backend.servers)
      this.#rules.set(definition.name, definition.tools);
    this.#subscriptions = [
      offers.onDidChange(({ server, kind }) => {
        if (kind === "tools") this.#changed.fire(server);
      }),
      backend.onDidChange((server) => this.#follow(server)),
      ...(gate === undefined ? [] : [gate.onDidChange((server) => this.#changed.fire(server))]),
    ];
  }

  /** The tools that clients get; starts the server only when its list has never been seen. */
  async tools(server: string, signal?: AbortSignal): Promise<Items> {
    const { backend, offers, gate } = this.#options;
    const offered = await offers.list(server, "tools", signal);
    const known = backend.server(server);
    if (known === undefined) return [];
    const admitted = gate === undefined ? offered : await this.#admitted(gate, known, offered);
    return admitted.filter(
      ({ name }) => name !== instructionsName && allows(known.definition.tools, String(name)),
    );
  }

  /** What clients get of a server's words about itself, as last seen; never starts it. */
  async instructions(server: string): Promise<string | undefined> {
    const { backend, offers, gate } = this.#options;
    const { instructions, lists } = await offers.known(server);
    const known = backend.server(server);
    if (gate === undefined || instructions === undefined) return instructions;
    if (known === undefined || lists.tools === undefined) return undefined;
    const admitted = await this.#admitted(gate, known, lists.tools);
    return admitted.some(({ name }) => name === instructionsName) ? instructions : undefined;
  }

  /**
   * Why a tool may not be called, or nothing. With a gate the server is started first, for its tools
   * may be others than were seen last.
   */
  async refusal(server: string, tool: string, signal: AbortSignal): Promise<string | undefined> {
    const { backend, gate } = this.#options;
    const { definition } = backend.server(server) ?? {};
    if (!allows(definition?.tools, tool))
      return `The settings of ${server} keep the tool ${tool} from agents (tools.allow, tools.deny).`;
    if (gate === undefined || definition === undefined) return undefined;
    const offered = await backend.tools(server, { signal });
    const known: BackendServer | undefined = backend.server(server);
    if (known === undefined) return undefined;
    return gate.refusal(known, tool, await this.#withInstructions(known, offered));
  }

  dispose(): void {
    for (const subscription of this.#subscriptions) subscription.dispose();
    this.#changed.dispose();
  }

  async #admitted(gate: Gate, server: BackendServer, offered: Items): Promise<Items> {
    return gate.admitted(server, await this.#withInstructions(server, offered));
  }

  async #withInstructions({ definition, state }: BackendServer, offered: Items): Promise<Items> {
    const seen =
      state.kind === "running" ? state.info : await this.#options.offers.known(definition.name);
    const tools = offered.filter(({ name }) => name !== instructionsName);
    return [...tools, ...instructionsOf(seen.instructions)];
  }

  /** Settings may change while a server runs, and count at once. */
  #follow(server: string): void {
    const rules = this.#options.backend.server(server)?.definition.tools;
    const before = this.#rules.get(server);
    this.#rules.set(server, rules);
    if (JSON.stringify(before) !== JSON.stringify(rules)) this.#changed.fire(server);
  }
}
