import { rm } from "node:fs/promises";
import { test as base } from "../../../fakes/folder.ts";
import { defaultLimits, type Sandbox, type SandboxSpec } from "../../../../src/sandbox/sandbox.ts";
import type { Kind } from "./kind.ts";
import { bare } from "./kinds/bare.ts";
import { e2b } from "./kinds/e2b.ts";
import { localJail } from "./kinds/localJail.ts";
import { memory } from "./kinds/memory.ts";

/** All that one suite holds to one contract. */
export const kinds: readonly Kind[] = [memory, bare, localJail, e2b];

interface Fixtures {
  /** Opens sandboxes, which are closed after the test. */
  readonly open: (wish?: Partial<SandboxSpec>) => Promise<Sandbox>;
  readonly sandbox: Sandbox;
}

const spec: SandboxSpec = {
  ...{ id: "contract", mounts: [], network: "none", limits: defaultLimits },
  install: { commands: [], network: "none" },
};

export function testOf(kind: Kind) {
  return base.extend<Fixtures>({
    open: async ({ folder }, use) => {
      const dataDir = `${folder.path}.data`;
      {
        await using provided = await kind.provide(dataDir);
        await using opened = new AsyncDisposableStack();
        await use(async (wish) => opened.use(await provided.sandboxes.open({ ...spec, ...wish })));
      }
      await rm(dataDir, { recursive: true, force: true });
    },
    sandbox: async ({ open }, use) => use(await open()),
  });
}
