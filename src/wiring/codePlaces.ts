import type { Log } from "../base/log.ts";
import type { Place } from "../interpreter/places/place.ts";
import { defaultLimits, type Network, type Provider, type Sandboxes } from "../sandbox/sandbox.ts";

export interface CodePlaceOptions {
  readonly sandboxes: Sandboxes;
  /** Where code runs; asked for each place. */
  readonly preferred: () => Promise<Provider>;
  readonly log: Log;
}

/**
 * Opens a place by the name of its private home, which is kept for the next of that name. It has no
 * network unless it is given one.
 */
export type OpenPlace = (id: string, network?: Network) => Promise<Place>;

/** Source: E2B, the template with a code interpreter in it. */
const template = "code-interpreter-v1";

/**
 * Makes places for code, each with a sandbox of its own that sees nothing of the user's. What is
 * behind them is loaded with the first.
 */
export function codePlaces(options: CodePlaceOptions): OpenPlace {
  const { sandboxes, preferred, log } = options;
  return async (id, network = "none") => {
    const { SandboxPlace } = await import("../interpreter/places/sandboxPlace.ts");
    const provider = await preferred();
    const spec = {
      ...{ id, mounts: [], network, limits: defaultLimits, provider },
      install: { commands: [], network: "none" as const },
      ...(provider === "e2b" && { machine: { template, onIdle: "kill" as const } }),
    };
    return new SandboxPlace({ sandboxes, spec, provider, log });
  };
}
