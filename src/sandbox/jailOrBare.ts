import { Failure } from "../base/failure.ts";
import type { OpenOptions, Sandbox, Sandboxes, SandboxSpec } from "./sandbox.ts";

export interface JailOrBareOptions {
  readonly jail: () => Promise<Sandboxes>;
  readonly bare: () => Promise<Sandboxes>;
  /** Whether the user of this machine allows programs without a jail, asked at each opening. */
  readonly allowBare: () => boolean;
}

/**
 * Opens jails. Only where this machine cannot hold one, and its user has allowed it, a program
 * runs without; the sandbox's caveats say so.
 */
export class JailOrBare implements Sandboxes {
  readonly #options: JailOrBareOptions;

  constructor(options: JailOrBareOptions) {
    this.#options = options;
  }

  async open(spec: SandboxSpec, options?: OpenOptions): Promise<Sandbox> {
    const { jail, bare, allowBare } = this.#options;
    try {
      return await (await jail()).open(spec, options);
    } catch (error) {
      const isUnavailable = error instanceof Failure && error.code === "sandboxUnavailable";
      if (!isUnavailable || !allowBare()) throw error;
      return (await bare()).open(spec, options);
    }
  }
}
