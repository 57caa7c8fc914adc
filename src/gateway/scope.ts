import { Failure } from "../base/failure.ts";
import type { Log } from "../base/log.ts";
import type { Admission } from "./admission.ts";
import type { Backend, Params } from "./backend.ts";
import { collision, collisions, meanings, prefixed, type Target } from "./names.ts";
import type { ListKind } from "./offerFiles.ts";
import type { Offers } from "./offers.ts";
import { invalidParams, RpcError } from "./rpcError.ts";

export interface ScopeOptions {
  readonly backend: Backend;
  readonly offers: Offers;
  readonly admission: Admission;
  readonly log: Log;
  /** The one server that is served; all of them, with prefixed names, when absent. */
  readonly server?: string | undefined;
}

/** The servers behind one address, and what their things are called there. */
export class Scope {
  readonly server: string | undefined;
  readonly #options: ScopeOptions;

  constructor(options: ScopeOptions) {
    this.#options = options;
    this.server = options.server;
  }

  get servers(): readonly string[] {
    if (this.server !== undefined) return [this.server];
    return this.#options.backend.servers
      .filter(({ definition }) => !definition.disabled)
      .map(({ definition }) => definition.name);
  }

  has(server: string): boolean {
    return this.servers.includes(server);
  }

  /** One list of everything behind the address. Servers that fail are left out of a list of many. */
  async list(kind: ListKind, signal?: AbortSignal): Promise<readonly Params[]> {
    if (this.server !== undefined) return this.#of(this.server, kind, signal);
    const all = await this.pairs(kind, signal);
    if (kind !== "tools" && kind !== "prompts") return all.map(({ item }) => item);
    const named = all.map(({ server, item }) => ({ server, item, name: String(item["name"]) }));
    const twice = collisions(named);
    for (const name of twice)
      this.#options.log.error(`${name} is left out: two servers have it. Rename one of them.`);
    return named
      .map(({ server, item, name }) => ({ ...item, name: prefixed(server, name) }))
      .filter(({ name }) => !twice.has(name));
  }

  /** Which server's tool or prompt a name means here. Rejects with −32602 where it means none. */
  async target(kind: "tools" | "prompts", name: string): Promise<Target> {
    if (this.server !== undefined) return { server: this.server, name };
    const [first, ...others] = meanings(name, this.servers);
    const what = kind === "tools" ? "tool" : "prompt";
    if (first === undefined)
      throw new RpcError(
        invalidParams,
        `There is no ${what} ${name}: names are SERVER__NAME here.`,
      );
    if (others.length === 0) return first;
    return this.#certain(kind, name, [first, ...others]);
  }

  /** A tool as it was last seen; undefined when it never was. */
  async seen(name: string): Promise<Params | undefined> {
    const target = await this.target("tools", name);
    const { lists } = await this.#options.offers.known(target.server);
    return lists.tools?.find((item) => item["name"] === target.name);
  }

  /** The one that has it, where the name alone does not tell. */
  async #certain(
    kind: "tools" | "prompts",
    name: string,
    targets: readonly Target[],
  ): Promise<Target> {
    const what = kind === "tools" ? "tool" : "prompt";
    const lists = await Promise.all(targets.map(({ server }) => this.#of(server, kind)));
    const having = targets.filter((target, at) =>
      lists[at]?.some((item) => item["name"] === target.name),
    );
    const [only, ...more] = having;
    if (only === undefined) throw new RpcError(invalidParams, `There is no ${what} ${name}.`);
    if (more.length > 0) throw collision(what, name, having);
    return only;
  }

  /** The same, each with its server and by its own name. */
  async pairs(
    kind: ListKind,
    signal?: AbortSignal,
  ): Promise<readonly { readonly server: string; readonly item: Params }[]> {
    const { log } = this.#options;
    const lists = await Promise.all(
      this.servers.map(async (server) => {
        try {
          const items = await this.#of(server, kind, signal);
          return items.map((item) => ({ server, item }));
        } catch (error) {
          log.warn(`${server} is left out of ${kind}: ${Failure.from(error).message}`);
          return [];
        }
      }),
    );
    return lists.flat();
  }

  /** One list of one server, of its tools those that clients may have. */
  #of(server: string, kind: ListKind, signal?: AbortSignal): Promise<readonly Params[]> {
    const { admission, offers } = this.#options;
    return kind === "tools" ? admission.tools(server, signal) : offers.list(server, kind, signal);
  }
}
