import type { Log } from "../base/log.ts";
import type { Backend } from "./backend.ts";
import { Callers } from "./callers.ts";
import { OfferFiles } from "./offerFiles.ts";
import { Offers } from "./offers.ts";
import { Relay } from "./relay.ts";

export interface RelaysOptions {
  /** Where what servers offer is kept over the end of the program; nowhere when absent. */
  readonly dataDir?: string | undefined;
  readonly log: Log;
}

/**
 * The relays of one host. They come before it, for the host is made with their `answer`, and are
 * bound to it then.
 */
export class Relays implements Disposable {
  readonly #options: RelaysOptions;
  readonly #callers = new Callers();
  #bound: { readonly backend: Backend; readonly offers: Offers } | undefined;

  /** Answers what servers ask, by the client that called them. */
  readonly answer = this.#callers.answer;

  constructor(options: RelaysOptions) {
    this.#options = options;
  }

  /** The host whose servers are served; given once, before the first relay. */
  bind(backend: Backend): void {
    const { dataDir, log } = this.#options;
    const files = dataDir === undefined ? undefined : new OfferFiles(dataDir, log);
    this.#bound = { backend, offers: new Offers({ backend, log, files }) };
  }

  /** A relay to one server, or to all of them with prefixed names. The caller disposes of it. */
  to(server: string | undefined): Relay {
    if (this.#bound === undefined) throw new Error("The relays have no host yet.");
    return new Relay({
      ...this.#bound,
      ...{ callers: this.#callers, log: this.#options.log, server },
    });
  }

  [Symbol.dispose](): void {
    this.#bound?.offers.dispose();
  }
}
