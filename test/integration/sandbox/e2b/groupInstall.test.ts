import { describe, expect } from "vitest";
import type { E2BSandboxes } from "../../../../src/sandbox/e2b/e2b.ts";
import type { Network, SandboxSpec } from "../../../../src/sandbox/sandbox.ts";
import { failureOf, run, sh, spec, test } from "./e2bTest.ts";

const machine = { group: "tools" };
const soon: typeof expect.poll = (call, options) =>
  expect.poll(call, { timeout: 15_000, interval: 20, ...options });

/** One that installs, over the network if need be, and runs without it. */
const installing = (id: string, line: string, network: Network = "all"): SandboxSpec =>
  spec({ id, machine, install: { commands: [sh(line)], network } });

/** The servers of a group that are open in it, and what they are called. */
async function member(provider: E2BSandboxes, id = "a-0123456789") {
  return provider.open(spec({ id, machine }));
}

describe("a server of a group that has to be installed", () => {
  test("is refused while another runs that would have its network, with what to do", async ({
    provider,
    fake,
  }) => {
    await using _running = await member(provider);
    const failure = await failureOf(provider.open(installing("b-0123456789", "echo b > b")));
    expect(failure.code).toBe("config");
    expect(failure.message).toContain("b cannot be installed now: a would have its wider network");
    expect(failure.remedy).toContain("Stop a, start b");
    expect(fake.sandboxes.all[0]?.network.denyOut).toEqual(["0.0.0.0/0"]);
  });

  test("is installed once the other has stopped, and then runs beside it", async ({
    provider,
    fake,
  }) => {
    const first = await member(provider);
    await first[Symbol.asyncDispose]();
    const second = await provider.open(installing("b-1", "echo b >> b"));
    await using _again = await member(provider);
    await second[Symbol.asyncDispose]();
    await using third = await provider.open(installing("b-1", "echo b >> b"));
    expect((await run(third, "cat b")).stdout).toBe("b\n");
    expect(fake.counts.sandboxes).toBe(1);
  });

  test("is installed beside the other where that opens nothing for it", async ({ provider }) => {
    await using _running = await member(provider);
    await using second = await provider.open(installing("b-1", "echo b > b", "none"));
    expect((await run(second, "cat b")).stdout).toBe("b\n");
  });

  test("keeps those waiting that start meanwhile, so that they never have its network", async ({
    provider,
    fake,
  }) => {
    const opening = provider.open(installing("b-1", "while [ ! -e go ]; do sleep 0.05; done"));
    await soon(() => fake.sandboxes.all[0]?.programs.all.length ?? 0).toBeGreaterThan(0);
    const rules: unknown[] = [];
    const other = member(provider).then((sandbox) => {
      rules.push(fake.sandboxes.all[0]?.network.denyOut);
      return sandbox;
    });
    const root = fake.sandboxes.all[0]?.root;
    const { writeFile } = await import("node:fs/promises");
    await writeFile(root?.outside("go") ?? "", "");
    await using _first = await opening;
    await using _second = await other;
    expect(rules).toEqual([["0.0.0.0/0"]]);
  });

  test("leaves a snapshot where nothing of another was in the microVM", async ({
    provider,
    fake,
  }) => {
    await using _first = await provider.open(installing("b-1", "echo b > b"));
    expect(fake.sandboxes.snapshots.all).toHaveLength(1);
  });

  test("leaves none where another has been in it", async ({ provider, fake }) => {
    const first = await member(provider);
    await first[Symbol.asyncDispose]();
    await using _second = await provider.open(installing("b-1", "echo b > b"));
    expect(fake.sandboxes.snapshots.all).toHaveLength(0);
  });
});
