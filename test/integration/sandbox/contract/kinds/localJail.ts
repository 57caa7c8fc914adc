import { silent } from "../../../../../src/base/log.ts";
import { LocalSandboxes } from "../../../../../src/sandbox/local/local.ts";
import type { Kind } from "../kind.ts";
import { shellPrograms } from "./shellPrograms.ts";

export const localJail: Kind = {
  name: "in a jail of this machine",
  programs: shellPrograms,
  limits: ["memory"],
  isReal: true,
  provide: async (dataDir) => ({
    sandboxes: new LocalSandboxes({ dataDir, log: silent }),
    [Symbol.asyncDispose]: async () => {},
  }),
};
