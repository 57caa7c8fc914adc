import { silent } from "../../../../../src/base/log.ts";
import { BareSandboxes } from "../../../../../src/sandbox/bare.ts";
import type { Kind } from "../kind.ts";
import { shellPrograms } from "./shellPrograms.ts";

export const bare: Kind = {
  name: "without a jail",
  programs: shellPrograms,
  limits: [],
  isReal: true,
  provide: async (dataDir) => ({
    sandboxes: new BareSandboxes({ dataDir, log: silent }),
    [Symbol.asyncDispose]: async () => {},
  }),
};
