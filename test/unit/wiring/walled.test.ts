import { expect, test } from "vitest";
import { defaultLimits, type Sandbox } from "../../../src/sandbox/sandbox.ts";
import { walled } from "../../../src/wiring/walled.ts";
import { MemorySandboxes } from "../../fakes/memorySandboxes.ts";

const spec = {
  ...{ id: "code", mounts: [], network: "none" as const, limits: defaultLimits },
  install: { commands: [], network: "none" as const },
};

/** Sandboxes of one kind, and how many of them are open. */
async function opened(provider: Sandbox["provider"]) {
  const counts = { open: 0 };
  const memory = await new MemorySandboxes({}).open(spec);
  const open = async (): Promise<Sandbox> => {
    counts.open++;
    return { ...shown(memory), provider, [Symbol.asyncDispose]: async () => void counts.open-- };
  };
  return { counts, sandboxes: { open } };
}

const shown = ({ id, files, caveats }: Sandbox) => ({
  ...{ id, files, caveats },
  start: () => Promise.reject(new Error("Nothing is started here.")),
});

test("a sandbox is passed on as it is", async () => {
  const { counts, sandboxes } = await opened("local");
  await using sandbox = await walled(sandboxes).open(spec);
  expect(sandbox.provider).toBe("local");
  expect(counts.open).toBe(1);
});

test("the way without a sandbox is closed again, and refused with what to do", async () => {
  const { counts, sandboxes } = await opened("none");
  await expect(walled(sandboxes).open(spec)).rejects.toMatchObject({
    code: "sandboxUnavailable",
    message: "Code of an agent is not run without a sandbox.",
    remedy: expect.stringContaining("jail"),
  });
  expect(counts.open).toBe(0);
});
