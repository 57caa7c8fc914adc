import { describe, expect, it } from "vitest";
import { openSandboxes } from "../../../src/cli/openSandboxes.ts";
import { defaultLimits, type Provider, type SandboxSpec } from "../../../src/sandbox/sandbox.ts";
import { MemorySandboxes } from "../../fakes/memorySandboxes.ts";

const spec = (provider?: Provider): SandboxSpec => ({
  ...{ id: "s", mounts: [], network: "none", limits: defaultLimits },
  install: { commands: [], network: "none" },
  ...(provider !== undefined && { provider }),
});

function made() {
  const calls: string[] = [];
  const remote = Object.assign(new MemorySandboxes({}), {
    [Symbol.asyncDispose]: async () => void calls.push("closed"),
  });
  const note = <T>(name: string, value: T) => {
    calls.push(name);
    return Promise.resolve(value);
  };
  const sandboxes = openSandboxes({
    local: () => note("local", new MemorySandboxes({})),
    e2b: () => note("e2b", remote),
    preferred: async () => "local",
  });
  return { sandboxes, calls };
}

describe("sandboxes of both kinds", () => {
  it("load nothing that is not wanted, and let go of nothing that was not made", async () => {
    const { sandboxes, calls } = made();
    await sandboxes.open(spec());
    await sandboxes[Symbol.asyncDispose]();
    expect(calls).toEqual(["local"]);
  });

  it("make those of E2B once and let them go at the end", async () => {
    const { sandboxes, calls } = made();
    await Promise.all([sandboxes.open(spec("e2b")), sandboxes.open(spec("e2b"))]);
    await sandboxes[Symbol.asyncDispose]();
    expect(calls).toEqual(["e2b", "closed"]);
  });

  it("end without a word where those of E2B could not be loaded, which was told before", async () => {
    const sandboxes = openSandboxes({
      local: () => Promise.reject(new Error("not expected")),
      e2b: () => Promise.reject(new Error("It cannot be loaded.")),
      preferred: async () => "e2b",
    });
    await expect(sandboxes.open(spec())).rejects.toThrow("It cannot be loaded.");
    await sandboxes[Symbol.asyncDispose]();
  });
});
