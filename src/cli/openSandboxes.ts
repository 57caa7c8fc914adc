import { ByProvider, type ByProviderOptions } from "../sandbox/byProvider.ts";
import type { Sandboxes } from "../sandbox/sandbox.ts";

/** Sandboxes that hold on to something: whoever has opened them closes them. */
export interface OpenSandboxes extends Sandboxes, AsyncDisposable {}

interface Options extends ByProviderOptions {
  readonly e2b: () => Promise<OpenSandboxes>;
}

/** Opens each sandbox where its spec wants it; what is not wanted is not loaded. */
export function openSandboxes(options: Options): OpenSandboxes {
  let made: Promise<OpenSandboxes> | undefined;
  const both = new ByProvider({ ...options, e2b: () => (made ??= options.e2b()) });
  return {
    open: (spec, open) => both.open(spec, open),
    async [Symbol.asyncDispose]() {
      const opened = await made?.catch(() => undefined); // who opened it has been told
      await opened?.[Symbol.asyncDispose]();
    },
  };
}
