import type { Log } from "../base/log.ts";
import { ByProvider } from "../sandbox/byProvider.ts";
import type { E2BSandboxes } from "../sandbox/e2b/e2b.ts";
import { JailOrBare } from "../sandbox/jailOrBare.ts";
import { bareSandboxes, localSandboxes } from "../sandbox/kinds.ts";
import type { Provider, Sandboxes } from "../sandbox/sandbox.ts";

export interface SandboxesOptions {
  readonly dataDir: string;
  readonly log: Log;
  readonly machines: { get(): Promise<E2BSandboxes> };
  /** Where a sandbox is made that does not say it. */
  readonly preferred: () => Promise<Provider>;
  /** Whether the user of this machine allows programs without a jail. */
  readonly allowBare: () => boolean;
}

/** Every kind of sandbox that there is here; each is loaded when it is wanted. */
export function sandboxesHere(options: SandboxesOptions): Sandboxes {
  const { machines, preferred, allowBare } = options;
  const [jail, bare] = [() => localSandboxes(options), () => bareSandboxes(options)];
  const local = new JailOrBare({ jail, bare, allowBare });
  return new ByProvider({ local: async () => local, e2b: () => machines.get(), preferred });
}
