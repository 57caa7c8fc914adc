import type { Log } from "../base/log.ts";
import type { Sandboxes } from "../sandbox/sandbox.ts";
import { defaultGrace, type Grace } from "../sandbox/stop.ts";
import { type Backoff, defaultBackoff } from "./backoff.ts";
import type { ClientInfo } from "./handshake.ts";
import type { QuestionContext } from "./peer.ts";
import type { SessionRecords } from "./records.ts";

/** What a host is made with. */
export interface HostOptions {
  readonly sandboxes: Sandboxes;
  /** The log of one server. */
  readonly log: (server: string) => Log;
  readonly clientInfo: ClientInfo;
  readonly records?: SessionRecords;
  readonly backoff?: Backoff;
  readonly grace?: Grace;
  /** How long a server may take to answer a ping after a call was given up, before it is stopped. */
  readonly pingMs?: number;
  /**
   * Answers what servers ask, of which the capability is declared. The answer goes to the server as
   * it is; undefined, or nobody here, says that there is no such method.
   */
  readonly answer?: (
    server: string,
    method: string,
    params: unknown,
    context: QuestionContext,
  ) => Promise<unknown>;
  /** Declared to servers in the handshake, e.g. `{ elicitation: { form: {} }, roots: {} }`. */
  readonly clientCapabilities?: Readonly<Record<string, unknown>>;
}

/** What counts where an option is absent. */
export const defaults = {
  backoff: defaultBackoff,
  grace: defaultGrace,
  pingMs: 5000,
  records: undefined,
};
