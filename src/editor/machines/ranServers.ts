import type { Memento } from "vscode";
import type { Disposable } from "../../base/event.ts";
import type { Host } from "../../mcp/host.ts";
import type { Machines } from "../../sandbox/machines.ts";

/** A server that runs in a microVM, as the window after this one needs to know of it. */
export interface RanServer {
  readonly server: string;
  /** Of the definition that it was started by. */
  readonly launchKey: string;
  /** Id of its microVM. */
  readonly machine: string;
}

export interface RanOptions {
  readonly host: Pick<Host, "server" | "onDidChange">;
  readonly machines: Pick<Machines, "list" | "onDidChange">;
  /** Of this workspace. */
  readonly memory: Pick<Memento, "get" | "update">;
}

const key = "serversInMachines";

/**
 * Remembers for the window after this one which servers run in microVMs. One that is stopped, or
 * ends, is forgotten; those that end because the window does are not.
 */
export class RanServers implements Disposable {
  /** Those of the window before this one that nobody has touched since. */
  readonly #before: Map<string, RanServer>;
  readonly #now = new Map<string, RanServer>();
  readonly #options: RanOptions;
  readonly #subscriptions: readonly Disposable[];

  constructor(options: RanOptions) {
    const { host, machines, memory } = options;
    this.#options = options;
    this.#before = new Map(remembered(memory).map((ran) => [ran.server, ran]));
    this.#subscriptions = [
      host.onDidChange((name) => this.#follow(name)),
      machines.onDidChange(() => this.#followAll()),
    ];
  }

  /** Those of the window before this one, as far as they wait to be looked for. */
  get before(): readonly RanServer[] {
    return [...this.#before.values()];
  }

  /** Somebody has seen to this one of before. */
  settle(server: string): void {
    if (this.#before.delete(server)) this.#keep();
  }

  /** From now on what stops is remembered as running. */
  dispose(): void {
    for (const subscription of this.#subscriptions) subscription.dispose();
  }

  #follow(name: string): void {
    const view = this.#options.host.server(name);
    if (view?.state.kind === "running") return this.#note(name);
    if (view?.state.kind === "starting") return;
    const isStop = view?.state.kind === "stopping" && this.#before.delete(name);
    if (this.#now.delete(name) || isStop) this.#keep();
  }

  #followAll(): void {
    for (const name of this.#now.keys()) this.#note(name);
  }

  #note(server: string): void {
    const { host, machines } = this.#options;
    const { launchKey = "", sandboxId = "" } = host.server(server)?.definition ?? {};
    const own = machines.list().find(({ mine, specs }) => mine && specs.includes(sandboxId));
    const known = this.#now.get(server);
    if (own === undefined || known?.machine === own.id) return;
    this.#now.set(server, { server, launchKey, machine: own.id });
    this.#keep();
  }

  #keep(): void {
    const all = new Map([...this.#before, ...this.#now]);
    void this.#options.memory.update(key, [...all.values()]);
  }
}

/** What cannot be read was never there. */
function remembered(memory: Pick<Memento, "get">): readonly RanServer[] {
  const kept = memory.get<unknown>(key);
  return Array.isArray(kept) ? kept.filter(isRan) : [];
}

function isRan(value: unknown): value is RanServer {
  const { server, launchKey, machine } = Object(value) as Record<string, unknown>;
  return [server, launchKey, machine].every((text) => typeof text === "string");
}
