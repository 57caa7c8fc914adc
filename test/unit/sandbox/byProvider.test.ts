import { expect, test } from "vitest";
import { ByProvider } from "../../../src/sandbox/byProvider.ts";
import { defaultLimits, type Provider, type SandboxSpec } from "../../../src/sandbox/sandbox.ts";
import { MemorySandboxes } from "../../fakes/memorySandboxes.ts";

const spec: SandboxSpec = {
  ...{ id: "a", mounts: [], network: "none", limits: defaultLimits },
  install: { commands: [], network: "none" },
};

test.for([
  ["what its spec says", { ...spec, provider: "e2b" as const }, "local", "e2b"],
  ["what is preferred, where its spec says nothing", spec, "local", "local"],
  ["what is preferred now", spec, "e2b", "e2b"],
] as const)("a sandbox is opened by %s", async ([, wish, preferred, wanted]) => {
  const kinds = { local: new MemorySandboxes({}), e2b: new MemorySandboxes({}) };
  const both = new ByProvider({
    local: async () => kinds.local,
    e2b: async () => kinds.e2b,
    preferred: async (): Promise<Provider> => preferred,
  });
  await using _sandbox = await both.open(wish);
  expect([kinds.local.opened.size, kinds.e2b.opened.size]).toEqual(
    wanted === "local" ? [1, 0] : [0, 1],
  );
});
