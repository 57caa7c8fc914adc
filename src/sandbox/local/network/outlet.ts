import type { Duplex } from "node:stream";
import type { Mount } from "../../sandbox.ts";

/** A jail's way to the network, made before the jail and closed after it. */
export interface Outlet extends AsyncDisposable {
  /** What programs must know to use it: proxy variables, certificates. */
  readonly env: Readonly<Record<string, string>>;
  /** Host files that have to be visible inside, e.g. certificates and the bridge. */
  readonly binds: readonly Mount[];
  /**
   * Puts the in-jail bridge in front of a command line. `descriptor` is the number of the
   * inherited channel inside the jail; holding it is what identifies the jail.
   */
  wrap(command: readonly string[], descriptor: number): readonly string[];
  /** Serves the host end of the channel until it closes. */
  serve(channel: Duplex): void;
}
