import { type Disposable, Emitter } from "../base/event.ts";
import type { Log } from "../base/log.ts";
import { isWithheld, type Verdict, waits } from "../mcp/pins/compare.ts";
import type { Offered, Pins } from "../mcp/pins/pins.ts";
import type { PinPolicy } from "../mcp/pins/policy.ts";
import type { Origin } from "../mcp/pins/record.ts";
import { printable } from "../mcp/printable.ts";
import type { Tool } from "../mcp/server.ts";
import { withoutAssurances } from "./assurances.ts";
import type { BackendServer } from "./backend.ts";
import type { Gate } from "./gate.ts";
import type { Items } from "./offerFiles.ts";

export interface PinGateOptions {
  readonly pins: Pins;
  /** As it is now. */
  readonly policy: () => PinPolicy;
  /** How the user looks at what waits, e.g. a command to type. */
  readonly remedy: (server: string) => string;
  readonly log: Log;
}

/**
 * Lets through what the user has approved, exactly as it was approved. Of a tool that has changed
 * clients see nothing: an old description with the new tool behind it would be a lie, and a tool
 * whose every call is refused costs a model its turns.
 */
export class PinGate implements Gate, Disposable {
  readonly #options: PinGateOptions;
  readonly #changed = new Emitter<string>();
  readonly #told = new Map<string, string>();
  readonly #subscription: Disposable;

  readonly onDidChange = this.#changed.event;

  constructor(options: PinGateOptions) {
    this.#options = options;
    this.#subscription = options.pins.onDidDecide((server) => this.#changed.fire(server));
  }

  async admitted(server: BackendServer, offered: Items): Promise<Items> {
    const policy = this.#options.policy();
    if (policy === "off") return offered.map(withoutAssurances);
    const verdicts = await this.#settle(server, offered, policy);
    return verdicts.flatMap((verdict) => {
      if (verdict.kind !== "approved") return [];
      // Nobody has looked at it: that it is harmless is its own word alone.
      const { offered: tool, pin } = verdict;
      return [pin.by === "allowNew" ? withoutAssurances(tool) : tool];
    });
  }

  async refusal(server: BackendServer, tool: string, offered: Items): Promise<string | undefined> {
    const policy = this.#options.policy();
    if (policy === "off") return undefined;
    const verdicts = await this.#settle(server, offered, policy);
    const verdict = verdicts.find(({ name }) => name === tool);
    if (verdict?.kind === "approved") return undefined;
    const { name } = server.definition;
    if (verdict === undefined || verdict.kind === "gone") return `${name} has no tool ${tool}.`;
    return `${reason(name, verdict)} ${this.#options.remedy(name)}`;
  }

  /** The setting changed: of every server clients may see other tools. */
  again(servers: readonly string[]): void {
    for (const server of servers) this.#changed.fire(server);
  }

  dispose(): void {
    this.#subscription.dispose();
    this.#changed.dispose();
  }

  async #settle(
    server: BackendServer,
    items: Items,
    policy: PinPolicy,
  ): Promise<readonly Verdict[]> {
    const offered: Offered = {
      server: server.definition.name,
      tools: items.filter(isTool),
      from: originOf(server),
    };
    const verdicts = await this.#options.pins.settle(offered, policy);
    this.#tell(offered.server, verdicts);
    return verdicts;
  }

  /** Says once what is kept back, and again when it is something else. */
  #tell(server: string, verdicts: readonly Verdict[]): void {
    const withheld = verdicts.filter(isWithheld);
    const words = withheld.map((each) => `${each.name} (${wordFor(each)})`).join(", ");
    if ((this.#told.get(server) ?? "") === words) return;
    this.#told.set(server, words);
    if (words === "") return;
    const remedy = withheld.some(waits) ? ` ${this.#options.remedy(server)}` : "";
    this.#options.log.warn(printable(`${server}: kept from clients: ${words}.${remedy}`));
  }
}

/** Where the tools of a server come from. */
export function originOf({ definition, state }: BackendServer): Origin {
  const { commandLine, template } = definition;
  const version =
    state.kind === "running" ? `${state.info.name} ${state.info.version}`.trim() : undefined;
  return {
    commandLine,
    ...(template !== undefined && { template }),
    ...(version !== undefined && { version }),
  };
}

type Withheld = Extract<Verdict, { kind: "changed" | "new" }>;

function wordFor({ kind, isBlocked, findings }: Withheld): string {
  if (isBlocked) return "blocked";
  const found = findings.length === 0 ? "" : `, ${findings.length} found by the lint`;
  return `${kind}${found}`;
}

function reason(server: string, { name, kind, isBlocked, findings }: Withheld): string {
  if (isBlocked) return `The user has blocked the tool ${name} of ${server}.`;
  if (kind === "changed")
    return `The tool ${name} of ${server} is not what the user has approved: its definition changed. It is not called until the user has looked at the change.`;
  const found = findings.length === 0 ? "" : " The lint has found something in its definition.";
  return `The tool ${name} of ${server} is new, and the user has not approved it.${found}`;
}

const isTool = (item: Items[number]): item is Tool =>
  typeof item["name"] === "string" && typeof item["inputSchema"] === "object";
