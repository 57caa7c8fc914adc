import { isDeepStrictEqual } from "node:util";
import { type Disposable, Emitter } from "../base/event.ts";
import { Failure } from "../base/failure.ts";
import type { Log } from "../base/log.ts";
import type { Backend, ServerNotice } from "./backend.ts";
import type { Items, ListKind, Offer, OfferFiles } from "./offerFiles.ts";
import { readList } from "./readList.ts";

export interface OffersOptions {
  readonly backend: Backend;
  readonly log: Log;
  /** Where offers are kept over the end of the program. */
  readonly files?: OfferFiles | undefined;
}

export interface OfferChange {
  readonly server: string;
  readonly kind: ListKind;
}

interface Kept extends Offer {
  readonly launchKey: string;
}

const nothing: Offer = { lists: {} };
const feature = {
  tools: "tools",
  prompts: "prompts",
  resources: "resources",
  resourceTemplates: "resources",
};

/**
 * What each server offers: as last seen when there is such, else by starting it. A server that
 * starts is compared with what was seen, and differences are told.
 */
export class Offers implements Disposable {
  readonly #options: OffersOptions;
  readonly #changed = new Emitter<OfferChange>();
  readonly #kept = new Map<string, Kept>();
  readonly #runs = new Map<string, number>();
  readonly #toolsSeen = new Map<string, unknown>();
  readonly #subscriptions: readonly Disposable[];
  #writes: Promise<void> = Promise.resolve();

  readonly onDidChange = this.#changed.event;

  constructor(options: OffersOptions) {
    this.#options = options;
    const { backend } = options;
    this.#subscriptions = [
      backend.onDidChange((server) => this.#apart(this.#look(server))),
      backend.onDidNotify((notice) => this.#apart(this.#heard(notice))),
    ];
    for (const { definition } of backend.servers) this.#apart(this.#look(definition.name));
  }

  /** What was last seen of a server; never starts it. */
  async known(server: string): Promise<Offer> {
    const launchKey = this.#options.backend.server(server)?.definition.launchKey;
    if (launchKey === undefined) return nothing;
    const kept = this.#kept.get(server);
    if (kept?.launchKey === launchKey) return kept;
    const read = await this.#options.files?.read(server, launchKey);
    const now = this.#kept.get(server); // it may have been seen meanwhile
    if (now?.launchKey === launchKey) return now;
    const offer = { ...(read ?? nothing), launchKey };
    this.#kept.set(server, offer);
    return offer;
  }

  /** One list of a server; starts the server only when the list has never been seen. */
  async list(server: string, kind: ListKind, signal?: AbortSignal): Promise<Items> {
    const { lists, capabilities } = await this.known(server);
    const seen = lists[kind];
    if (seen !== undefined) return seen;
    if (capabilities !== undefined && capabilities[feature[kind]] === undefined) return [];
    const items = await this.#ask(server, kind, signal);
    await this.#keep(server, { lists: { [kind]: items } });
    return items;
  }

  dispose(): void {
    for (const subscription of this.#subscriptions) subscription.dispose();
    this.#changed.dispose();
  }

  #ask(server: string, kind: ListKind, signal: AbortSignal | undefined): Promise<Items> {
    const { backend } = this.#options;
    return kind === "tools"
      ? backend.tools(server, { signal })
      : readList(kind, (method, params) => backend.request(server, method, params, { signal }));
  }

  /** Nobody waits for it; a listener's mistake must not become ours. */
  #apart(work: Promise<void>): void {
    work.catch((error: unknown) => this.#options.log.error(Failure.from(error).message));
  }

  /** Compares a running server with what is kept of it. */
  async #look(server: string): Promise<void> {
    const state = this.#options.backend.server(server)?.state;
    if (state?.kind !== "running") return;
    const isNew = this.#runs.get(server) !== state.since;
    if (!isNew && this.#toolsSeen.get(server) === state.tools) return;
    this.#runs.set(server, state.since);
    this.#toolsSeen.set(server, state.tools);
    const before = await this.known(server);
    const { capabilities, instructions } = state.info;
    await this.#keep(server, {
      capabilities,
      ...(instructions !== undefined && { instructions }),
      lists: { tools: state.tools },
    });
    this.#tell(server, "tools", before.lists.tools, state.tools);
    if (isNew)
      for (const kind of ["prompts", "resources", "resourceTemplates"] as const)
        if (before.lists[kind] !== undefined) await this.#again(server, kind);
  }

  async #heard({ server, method }: ServerNotice): Promise<void> {
    // Changed tools are listed again by the host and seen in its state.
    if (method === "notifications/prompts/list_changed") await this.#again(server, "prompts");
    if (method !== "notifications/resources/list_changed") return;
    await this.#again(server, "resources");
    await this.#again(server, "resourceTemplates");
  }

  /** Lists again what may have changed, while the server runs. */
  async #again(server: string, kind: ListKind): Promise<void> {
    if (this.#options.backend.server(server)?.state.kind !== "running") return;
    try {
      const before = (await this.known(server)).lists[kind];
      const items = await this.#ask(server, kind, undefined);
      await this.#keep(server, { lists: { [kind]: items } });
      this.#tell(server, kind, before, items);
    } catch (error) {
      this.#options.log.warn(`${server}: no list of ${kind}: ${Failure.from(error).message}`);
    }
  }

  #tell(server: string, kind: ListKind, before: unknown, now: unknown): void {
    if (before !== undefined && !isDeepStrictEqual(before, now))
      this.#changed.fire({ server, kind });
  }

  async #keep(server: string, seen: Offer): Promise<void> {
    const launchKey = this.#options.backend.server(server)?.definition.launchKey;
    if (launchKey === undefined) return;
    await this.known(server);
    // As it is now: somebody else may have kept something while we waited.
    const before = this.#kept.get(server) ?? nothing;
    const { lists, ...more } = seen;
    const offer = { ...before, ...more, lists: { ...before.lists, ...lists }, launchKey };
    this.#kept.set(server, offer);
    if (!isDeepStrictEqual(before, offer)) {
      const { launchKey: _, ...kept } = offer;
      // One after the other, so that what was seen last is what stays.
      this.#writes = this.#writes.then(() => this.#options.files?.write(server, launchKey, kept));
    }
    await this.#writes;
  }
}
