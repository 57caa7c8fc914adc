import type { OpenOptions, Provider, Sandbox, Sandboxes, SandboxSpec } from "./sandbox.ts";

export interface ByProviderOptions {
  readonly local: () => Promise<Sandboxes>;
  readonly e2b: () => Promise<Sandboxes>;
  /** What a spec gets that names none; asked at each opening. */
  readonly preferred: () => Promise<Provider>;
}

/** Opens each sandbox where its spec wants it. */
export class ByProvider implements Sandboxes {
  readonly #options: ByProviderOptions;

  constructor(options: ByProviderOptions) {
    this.#options = options;
  }

  async open(spec: SandboxSpec, options?: OpenOptions): Promise<Sandbox> {
    const { local, e2b, preferred } = this.#options;
    const provider = spec.provider ?? (await preferred());
    const sandboxes = await (provider === "e2b" ? e2b() : local());
    return sandboxes.open(spec, options);
  }
}
