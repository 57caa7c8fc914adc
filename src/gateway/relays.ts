import type { Log } from "../base/log.ts";
import { Admission } from "./admission.ts";
import type { Backend } from "./backend.ts";
import { Callers } from "./callers.ts";
import type { Gate } from "./gate.ts";
import { LargeResults } from "./largeResults.ts";
import { OfferFiles } from "./offerFiles.ts";
import { Offers } from "./offers.ts";
import { Relay } from "./relay.ts";
import type { ResultBounds } from "./resultBounds.ts";

export interface RelaysOptions {
  /** Where what servers offer is kept over the end of the program; nowhere when absent. */
  readonly dataDir?: string | undefined;
  /** Decides which tools clients get; all that the settings of their server leave when absent. */
  readonly gate?: Gate | undefined;
  /** How much of one result clients get. */
  readonly bounds?: Partial<ResultBounds> | undefined;
  readonly log: Log;
}

/**
 * The relays of one host. They come before it, for the host is made with their `answer`, and are
 * bound to it then.
 */
export class Relays implements Disposable {
  readonly #options: RelaysOptions;
  readonly #callers = new Callers();
  readonly #large: LargeResults;
  #bound:
    | { readonly backend: Backend; readonly offers: Offers; readonly admission: Admission }
    | undefined;

  /** Answers what servers ask, by the client that called them. */
  readonly answer = this.#callers.answer;

  constructor(options: RelaysOptions) {
    this.#options = options;
    this.#large = new LargeResults(options);
  }

  /** The host whose servers are served; given once, before the first relay. */
  bind(backend: Backend): void {
    const { dataDir, gate, log } = this.#options;
    const files = dataDir === undefined ? undefined : new OfferFiles(dataDir, log);
    const offers = new Offers({ backend, log, files });
    this.#bound = { backend, offers, admission: new Admission({ backend, offers, gate }) };
  }

  /** A relay to one server, or to all of them with prefixed names. The caller disposes of it. */
  to(server: string | undefined): Relay {
    if (this.#bound === undefined) throw new Error("The relays have no host yet.");
    return new Relay({
      ...this.#bound,
      ...{ callers: this.#callers, large: this.#large, log: this.#options.log, server },
    });
  }

  [Symbol.dispose](): void {
    this.#bound?.admission.dispose();
    this.#bound?.offers.dispose();
    this.#large[Symbol.dispose]();
  }
}
