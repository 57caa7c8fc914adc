import { silent } from "../../../../../src/base/log.ts";
import { E2BSandboxes } from "../../../../../src/sandbox/e2b/e2b.ts";
import { FakeE2B } from "../../../../fakes/e2b/fakeE2B.ts";
import type { Kind } from "../kind.ts";
import { shellPrograms } from "./shellPrograms.ts";

export const e2b: Kind = {
  name: "in a microVM of E2B",
  programs: shellPrograms,
  limits: [],
  isReal: true,
  provide: async (dataDir) => {
    const fake = await FakeE2B.start();
    const sandboxes = new E2BSandboxes({
      connection: async () => fake.connection,
      ...{ dataDir, log: silent, workspace: "" },
    });
    return {
      sandboxes,
      [Symbol.asyncDispose]: async () => {
        await sandboxes[Symbol.asyncDispose]();
        await fake[Symbol.asyncDispose]();
      },
    };
  },
};
