import { type Disposable, Emitter } from "../../base/event.ts";
import type { Log } from "../../base/log.ts";
import type { Host } from "../../mcp/host.ts";
import type { ServerState } from "../../mcp/server.ts";
import type { Machines } from "../../sandbox/machines.ts";
import type { Consents } from "../consent/consents.ts";
import type { ToolReviews } from "../pins/toolReviews.ts";
import type { Configuration } from "../servers/configuration.ts";
import { MachineClock } from "./machineClock.ts";
import { otherMachines } from "./machineNode.ts";
import { treeOf } from "./model.ts";
import type { Node } from "./node.ts";
import type { TreeSource } from "./serverTree.ts";

const tickMs = 1000;

type Watched = Pick<Machines, "list" | "refresh" | "onDidChange">;
type Waiting = Pick<Consents, "isWaiting" | "onDidChange">;
type Reviewed = Pick<ToolReviews, "withheld" | "onDidChange">;

/** The tree's rows from host, settings and machines, with clocks that run while a time is shown. */
export class LiveRows implements TreeSource, Disposable {
  readonly #host: Pick<Host, "servers" | "server">;
  readonly #configuration: Pick<Configuration, "problems">;
  readonly #machines: Watched;
  readonly #consents: Waiting;
  readonly #reviews: Reviewed | undefined;
  readonly #machineClock: MachineClock;
  readonly #changed = new Emitter<string | undefined>();
  readonly #subscriptions: readonly Disposable[];
  #clock: NodeJS.Timeout | undefined;
  #holders: ReadonlySet<string> = new Set();

  readonly onDidChange = this.#changed.event;

  constructor(
    host: Pick<Host, "servers" | "server" | "onDidChange" | "onDidChangeServers">,
    configuration: Pick<Configuration, "problems" | "onDidChange">,
    machines: Watched,
    log: Pick<Log, "debug">,
    consents: Waiting,
    reviews?: Reviewed,
  ) {
    this.#host = host;
    this.#configuration = configuration;
    this.#machines = machines;
    this.#consents = consents;
    this.#reviews = reviews;
    this.#machineClock = new MachineClock(machines, log);
    this.#subscriptions = [
      host.onDidChange((name) => {
        this.#changed.fire(name);
        this.#wind();
      }),
      host.onDidChangeServers(() => this.#changed.fire(undefined)),
      configuration.onDidChange(() => this.#changed.fire(undefined)),
      consents.onDidChange((name) => this.#changed.fire(name)),
      ...(reviews === undefined ? [] : [reviews.onDidChange((name) => this.#changed.fire(name))]),
      machines.onDidChange(() => this.#tellHolders()),
      this.#machineClock.onDidTick(() => this.#tellHolders()),
      this.#machineClock,
    ];
  }

  rows(): readonly Node[] {
    const servers = this.#host.servers.map((row) => ({
      ...row,
      waits: this.#consents.isWaiting(row.definition.name),
      withheld: this.#reviews?.withheld(row.definition.name) ?? [],
    }));
    const { problems } = this.#configuration;
    return treeOf({ servers, problems, machines: this.#machines.list() }, Date.now());
  }

  look(isLookedAt: boolean): void {
    this.#machineClock.look(isLookedAt);
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

  /** Tells the rows that hold machines or held some; all when the group of the others comes or goes. */
  #tellHolders(): void {
    const before = this.#holders;
    const now = new Set(
      this.rows()
        .filter(holdsMachines)
        .map(({ id }) => id),
    );
    this.#holders = now;
    if (before.has(otherMachines) !== now.has(otherMachines)) return this.#changed.fire(undefined);
    for (const id of new Set([...before, ...now])) this.#changed.fire(id);
  }

  #tick(): void {
    for (const { definition, state } of this.#host.servers)
      if (ticks(state)) this.#changed.fire(definition.name);
  }
}

function holdsMachines({ children }: Node): boolean {
  return children.some(({ machine }) => machine !== undefined);
}

function ticks(state: ServerState): boolean {
  if (state.kind === "failed") return state.retryAt !== undefined && state.retryAt > Date.now();
  return state.kind === "starting" || state.kind === "stopping";
}
