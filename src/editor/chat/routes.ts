import { randomBytes } from "node:crypto";
import { Failure } from "../../base/failure.ts";
import type { Log } from "../../base/log.ts";
import type { Answers } from "../../gateway/answers.ts";
import type { Gateway } from "../../gateway/http/gateway.ts";
import type { Introduction } from "../../gateway/introduction.ts";
import type { Place } from "./socketPlace.ts";

/** Where a client on this machine finds one server: the parts of a URI as the editor takes it. */
export interface Address {
  readonly scheme: string;
  readonly authority?: string;
  readonly path: string;
  readonly fragment?: string;
}

/** What answers behind a route, until that is closed. */
export type Served = Answers & Disposable;

/** How a client on this machine reaches one server. */
export interface Route {
  readonly address: Address;
  readonly headers: Readonly<Record<string, string>>;
  readonly served: Served;
}

export interface RoutesOptions {
  /** What answers for one server; the routes dispose of it. */
  readonly serve: (server: string) => Promise<Served>;
  /** What clients are told of a server beside its name. */
  readonly introduction: (server: string) => Promise<Introduction>;
  readonly version: string;
  readonly log: Log;
  /** A place for a socket of our own; where there is none 127.0.0.1 is listened on. */
  readonly place: () => Promise<Place>;
}

interface Open {
  readonly path: string;
  readonly served: Served;
}

interface Listening {
  readonly gateway: Gateway;
  readonly place: Place | undefined;
}

const unguessable = (): string => randomBytes(32).toString("base64url");

/**
 * The ways from this editor's agent to the servers: one gateway, opened for the first of them, with
 * a token of its own, and for each server a path that cannot be guessed. It listens on a socket
 * that only this user can connect to, or on 127.0.0.1 where that fails.
 */
export class Routes implements AsyncDisposable {
  readonly #options: RoutesOptions;
  readonly #token = unguessable();
  readonly #open = new Map<string, Promise<Open>>();
  #listening: Promise<Listening> | undefined;
  #over = false;

  constructor(options: RoutesOptions) {
    this.#options = options;
  }

  /** The way to a server, the same each time until it is closed. */
  async to(server: string): Promise<Route> {
    const listening = await (this.#listening ??= this.#listen());
    if (this.#over) throw new Failure("cancelled", "The editor is closing.");
    const { path, served } = await (this.#open.get(server) ?? this.#add(listening, server));
    const headers = { Authorization: `Bearer ${this.#token}` };
    return { address: addressOf(listening, path), headers, served };
  }

  /** Closes the ways to all but these servers, and what goes on there. */
  async keep(servers: readonly string[]): Promise<void> {
    const gone = [...this.#open].filter(([server]) => !servers.includes(server));
    await Promise.all(gone.map(([server, open]) => this.#close(server, open)));
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#over = true;
    await this.keep([]);
    const listening = await this.#listening?.catch(() => undefined);
    await listening?.gateway[Symbol.asyncDispose]();
    await listening?.place?.remove();
  }

  async #listen(): Promise<Listening> {
    try {
      return (await this.#onSocket()) ?? { gateway: await this.#gateway(), place: undefined };
    } catch (error) {
      this.#listening = undefined;
      throw error;
    }
  }

  async #onSocket(): Promise<Listening | undefined> {
    const place = await this.#options.place().catch(() => undefined);
    if (place === undefined) return undefined;
    try {
      return { gateway: await this.#gateway(place.path), place };
    } catch (error) {
      this.#options.log.warn(`No socket, so 127.0.0.1: ${Failure.from(error).message}`);
      await place.remove();
      return undefined;
    }
  }

  async #gateway(socket?: string): Promise<Gateway> {
    const { Gateway: Opening } = await import("../../gateway/http/gateway.ts");
    const { version, log } = this.#options;
    return Opening.listen({ token: this.#token, version, log, socket });
  }

  #add(listening: Listening, server: string): Promise<Open> {
    const opening = this.#serve(listening, server);
    this.#open.set(server, opening);
    opening.catch(() => this.#open.delete(server));
    return opening;
  }

  async #serve({ gateway }: Listening, server: string): Promise<Open> {
    const open = { path: `/${unguessable()}`, served: await this.#options.serve(server) };
    gateway.add(open.path, open.served, () => this.#options.introduction(server));
    return open;
  }

  async #close(server: string, opening: Promise<Open>): Promise<void> {
    this.#open.delete(server);
    const open = await opening.catch(() => undefined);
    if (open === undefined) return;
    const listening = await this.#listening;
    await listening?.gateway.remove(open.path);
    open.served[Symbol.dispose]();
  }
}

function addressOf({ gateway, place }: Listening, path: string): Address {
  if (place !== undefined) return { scheme: place.scheme, path: place.path, fragment: path };
  return { scheme: "http", authority: new URL(gateway.origin).host, path };
}
