import { createHash } from "node:crypto";
import { type Disposable, Emitter } from "../../base/event.ts";
import { Failure } from "../../base/failure.ts";
import type { Log } from "../../base/log.ts";
import { originOf, PinGate } from "../../gateway/pinGate.ts";
import type { Host } from "../../mcp/host.ts";
import { fingerprint } from "../../mcp/pins/canonical.ts";
import { isWithheld, type Undecided, type Verdict } from "../../mcp/pins/compare.ts";
import { instructionsName, withInstructions } from "../../mcp/pins/instructions.ts";
import { type Offered, Pins, type Settled } from "../../mcp/pins/pins.ts";
import type { PinPolicy } from "../../mcp/pins/policy.ts";
import type { Tool } from "../../mcp/server.ts";
import { allows } from "../../mcp/toolRules.ts";

export interface ToolReviewsOptions {
  readonly dataDir: string;
  /** Absolute path of the workspace's folder. */
  readonly workspace: string;
  readonly policy: () => PinPolicy;
  readonly log: Log;
}

type Hosts = Pick<Host, "server" | "servers" | "onDidChange" | "onDidChangeServers">;

const remedy = (): string =>
  'The user decides in the editor, by the command "MCP Sandbox: Review Tool Changes".';

/** What is approved of the servers' tools and what waits, as it was last seen, for all to see. */
export class ToolReviews implements Disposable {
  /** For the relays: agents get what is approved. */
  readonly gate: PinGate;
  readonly #options: ToolReviewsOptions;
  readonly #pins: Pins;
  readonly #seen = new Map<string, Settled & { readonly signature: string }>();
  /** The list of a running server that was looked at last. */
  readonly #looked = new Map<string, readonly Tool[]>();
  readonly #changed = new Emitter<string>();
  readonly #subscriptions: Disposable[];
  #host: Hosts | undefined;

  /** The name of a server of whose tools something else is approved, or waits. */
  readonly onDidChange = this.#changed.event;

  constructor(options: ToolReviewsOptions) {
    const { policy, log } = options;
    this.#options = options;
    this.#pins = new Pins(options);
    this.gate = new PinGate({ pins: this.#pins, policy, remedy, log });
    this.#subscriptions = [
      this.#pins.onDidSettle((settled) => this.#saw(settled)),
      this.#pins.onDidDecide((server) => void this.#again(server)),
    ];
  }

  /** From now on looks at the tools of servers that run, whoever started them. */
  open(host: Hosts): void {
    this.#host = host;
    this.#subscriptions.push(
      host.onDidChange((server) => void this.#look(server)),
      host.onDidChangeServers(() => this.#forget()),
    );
    void this.#pins.watch();
  }

  /** What agents do not get of a server's tools as they were last seen, decided or not. */
  withheld(server: string): readonly Undecided[] {
    const rules = this.#host?.server(server)?.definition.tools;
    return this.#verdicts(server)
      .filter(isWithheld)
      .filter(({ name }) => name === instructionsName || allows(rules, name));
  }

  /** The servers of which something is withheld. */
  get servers(): readonly string[] {
    return [...this.#seen.keys()].filter((server) => this.withheld(server).length > 0);
  }

  /** Where the tools of a server came from that were last seen. */
  origin(server: string): Offered["from"] | undefined {
    return this.#seen.get(server)?.offered.from;
  }

  /** Differs when something else is approved. */
  version(server: string): string {
    const approved = this.#verdicts(server).filter(({ kind }) => kind === "approved");
    const prints = approved.map((each) => ("offered" in each ? fingerprint(each.offered) : ""));
    return createHash("sha256").update(JSON.stringify(prints)).digest("hex").slice(0, 16);
  }

  /** Approves just these definitions, which the user has seen. */
  approve(server: string, tools: readonly Tool[]): Promise<void> {
    const names = tools.map(({ name }) => name);
    return this.#pins.approve(this.#offered(server, tools), names);
  }

  /** Keeps just these definitions from agents. */
  block(server: string, tools: readonly Tool[]): Promise<void> {
    const names = tools.map(({ name }) => name);
    return this.#pins.block(this.#offered(server, tools), names);
  }

  /** The setting is another one. */
  changePolicy(): void {
    for (const { definition } of this.#host?.servers ?? []) {
      void this.#look(definition.name, true);
      this.#changed.fire(definition.name);
    }
    this.gate.again((this.#host?.servers ?? []).map(({ definition }) => definition.name));
  }

  dispose(): void {
    for (const subscription of this.#subscriptions) subscription.dispose();
    this.gate.dispose();
    this.#pins.dispose();
    this.#changed.dispose();
  }

  #verdicts(server: string): readonly Verdict[] {
    return this.#options.policy() === "off" ? [] : (this.#seen.get(server)?.verdicts ?? []);
  }

  #offered(server: string, tools: readonly Tool[]): Offered {
    return { server, tools, from: this.origin(server) ?? { commandLine: "" } };
  }

  async #look(server: string, isAgain = false): Promise<void> {
    const view = this.#host?.server(server);
    if (view?.state.kind !== "running") return;
    const { info, tools } = view.state;
    if (!isAgain && this.#looked.get(server) === tools) return;
    this.#looked.set(server, tools);
    const offered = withInstructions(tools, info.instructions);
    await this.#settle({ server, tools: offered, from: originOf(view) });
  }

  /** Something was decided about the tools that were last seen. */
  async #again(server: string): Promise<void> {
    const seen = this.#seen.get(server);
    if (seen !== undefined) await this.#settle(seen.offered);
  }

  async #settle(offered: Offered): Promise<void> {
    try {
      await this.#pins.settle(offered, this.#options.policy());
    } catch (error) {
      this.#options.log.error(Failure.from(error).message);
    }
  }

  #saw(settled: Settled): void {
    const { server } = settled.offered;
    const before = this.#seen.get(server)?.signature;
    const signature = signatureOf(settled);
    this.#seen.set(server, { ...settled, signature });
    if (before !== signature) this.#changed.fire(server);
  }

  #forget(): void {
    const known = new Set(this.#host?.servers.map(({ definition }) => definition.name));
    for (const server of this.#seen.keys()) if (!known.has(server)) this.#seen.delete(server);
  }
}

/** Differs when something else is to be shown. */
function signatureOf({ verdicts }: Settled): string {
  return JSON.stringify(
    verdicts.map((verdict) => [
      verdict.kind,
      verdict.name,
      "offered" in verdict ? fingerprint(verdict.offered) : "",
      "isBlocked" in verdict && verdict.isBlocked,
    ]),
  );
}
