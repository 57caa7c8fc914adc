import { join } from "node:path";
import { describe, expect } from "vitest";
import { silent } from "../../../../src/base/log.ts";
import { Host } from "../../../../src/mcp/host.ts";
import type { E2BSandboxes } from "../../../../src/sandbox/e2b/e2b.ts";
import { definition } from "../../../fakes/definition.ts";
import type { FakeE2B } from "../../../fakes/e2b/fakeE2B.ts";
import { failureOf, sh, test, times } from "./e2bTest.ts";

const servers = join(import.meta.dirname, "../../../fixtures/servers");
const slow = ["node", join(servers, "slow.mjs")] as const;
/** Costs next to nothing to start. */
const small = ["sh", join(servers, "small.sh")] as const;

const soon: typeof expect.poll = (call, options) =>
  expect.poll(call, { timeout: 20_000, interval: 20, ...options });

/** A host with one server in a microVM, which is ended with its last use. */
function hostOn(
  provider: E2BSandboxes,
  wish: { readonly install?: string; readonly id?: string; readonly server?: typeof small } = {},
): Host {
  const commands = wish.install === undefined ? [] : [sh(wish.install)];
  const host = new Host({
    sandboxes: provider,
    log: () => silent,
    clientInfo: { name: "test", version: "1.0.0" },
    grace: { closeMs: 500, termMs: 500 },
  });
  const sandbox = {
    id: wish.id ?? "slow",
    machine: { onIdle: "kill" as const },
    install: { commands, network: "none" as const },
  };
  const [program, server]: readonly [string, string] = wish.server ?? slow;
  host.define([definition({ name: "slow", program, args: [server], sandbox })]);
  return host;
}

const isEmpty = (fake: FakeE2B) => expect(fake.counts).toEqual({ sandboxes: 0, processes: 0 });

describe("in the middle of a call", () => {
  test("a cut stream loses nothing", async ({ provider, fake }) => {
    const host = hostOn(provider);
    await host.start("slow");
    const call = host.callTool("slow", "work", { steps: 8, stepMs: 100 });
    for (let cuts = 0; cuts < 3; cuts += 1) {
      await soon(() => fake.openStreams).toBeGreaterThan(0);
      fake.dropStreams({ midEnvelope: cuts === 1 });
    }
    expect((await call).isError ?? false).toBe(false);
    await host[Symbol.asyncDispose]();
    isEmpty(fake);
  });

  test("a microVM that is killed fails the call at once, with the reason", async ({
    provider,
    fake,
  }) => {
    const host = hostOn(provider);
    await host.start("slow");
    const call = failureOf(host.callTool("slow", "work", { steps: 1000, stepMs: 50 }));
    await fake.sandboxes.all[0]?.kill();
    const failure = await call;
    expect(failure.code).toBe("serverExited");
    expect(failure.message).toContain("It was ended.");
    await host[Symbol.asyncDispose]();
    isEmpty(fake);
  });

  test("a microVM that is paused by somebody else is resumed, and the call goes on", async ({
    provider,
    fake,
  }) => {
    const host = hostOn(provider);
    await host.start("slow");
    const call = host.callTool("slow", "work", { steps: 6, stepMs: 100 });
    fake.sandboxes.all[0]?.pause();
    expect((await call).isError ?? false).toBe(false);
    await host[Symbol.asyncDispose]();
    isEmpty(fake);
  });

  test("a microVM that its user pauses fails the call with that", async ({ provider, fake }) => {
    const host = hostOn(provider);
    await host.start("slow");
    const call = failureOf(host.callTool("slow", "work", { steps: 1000, stepMs: 50 }));
    await provider.pause(provider.list()[0]?.id ?? "");
    expect((await call).message).toContain("paused");
    await host[Symbol.asyncDispose]();
    await provider.killAll();
    isEmpty(fake);
  });

  test("a lifetime that ends fails the call, where the service ends and does not pause", async ({
    provider,
    fake,
  }) => {
    const host = hostOn(provider);
    await host.start("slow");
    const call = failureOf(host.callTool("slow", "work", { steps: 1000, stepMs: 50 }));
    fake.expire(fake.sandboxes.all[0]?.id ?? "");
    expect((await call).code).toBe("serverExited");
    await host[Symbol.asyncDispose]();
    isEmpty(fake);
  });

  test("a resume that fails at first is tried again", async ({ provider, fake }) => {
    const host = hostOn(provider);
    await host.start("slow");
    const call = host.callTool("slow", "work", { steps: 6, stepMs: 100 });
    fake.faults.plan({ on: /connect$/, status: 502, times: 2 });
    fake.sandboxes.all[0]?.pause();
    expect((await call).isError ?? false).toBe(false);
    await host[Symbol.asyncDispose]();
    isEmpty(fake);
  });

  test("a service that is gone for long fails it within the deadline", async ({ make, fake }) => {
    const provider = make({ times: { ...times, recoverMs: 1000 } });
    const host = hostOn(provider);
    await host.start("slow");
    const call = failureOf(host.callTool("slow", "work", { steps: 1000, stepMs: 50 }));
    fake.faults.knobs.unreachable = true;
    fake.dropStreams();
    expect((await call).message).toContain("cannot be reached");
    fake.faults.knobs.unreachable = false;
    await host[Symbol.asyncDispose]();
  });
});

describe("at the stop", () => {
  test("a service that cannot be reached ends the microVM when its time is over, and that is said", async ({
    make,
    fake,
    log,
  }) => {
    const provider = make({ times: { ...times, lifetimeMs: 3000 } });
    const host = hostOn(provider);
    await host.start("slow");
    fake.faults.knobs.unreachable = true;
    await host[Symbol.asyncDispose]();
    await provider[Symbol.asyncDispose]();
    expect(log.text).toContain("could not be ended; it ends when its time is over");
    fake.faults.knobs.unreachable = false;
    await soon(() => fake.counts).toEqual({ sandboxes: 0, processes: 0 });
  });

  test("a call under way does not keep the stop waiting for a service that is gone", async ({
    make,
    fake,
  }) => {
    const provider = make({ times: { ...times, recoverMs: 1000, lifetimeMs: 3000 } });
    const host = hostOn(provider);
    await host.start("slow");
    const call = failureOf(host.callTool("slow", "work", { steps: 1000, stepMs: 50 }));
    fake.faults.knobs.unreachable = true;
    fake.dropStreams();
    await host.stop("slow");
    expect(["cancelled", "serverExited"]).toContain((await call).code);
    await host[Symbol.asyncDispose]();
    fake.faults.knobs.unreachable = false;
    await soon(() => fake.counts).toEqual({ sandboxes: 0, processes: 0 });
  });
});

describe("at the start", () => {
  test("a set-up command that fails leaves nothing", async ({ provider, fake }) => {
    const host = hostOn(provider, { install: "exit 7" });
    expect((await failureOf(host.start("slow"))).code).toBe("installFailed");
    await host[Symbol.asyncDispose]();
    isEmpty(fake);
  });

  test("a window that closes leaves nothing", async ({ make, fake }) => {
    const provider = make();
    const host = hostOn(provider, { install: "sleep 30" });
    const start = failureOf(host.start("slow"));
    await soon(() => fake.counts.processes).toBeGreaterThan(0);
    await host[Symbol.asyncDispose]();
    await provider[Symbol.asyncDispose]();
    expect((await start).code).toBe("cancelled");
    isEmpty(fake);
  });

  test("a service that cannot be reached is said to be so, and the next start works", async ({
    provider,
    fake,
  }) => {
    const host = hostOn(provider);
    fake.faults.knobs.unreachable = true;
    expect((await failureOf(host.start("slow"))).code).toBe("serviceUnreachable");
    fake.faults.knobs.unreachable = false;
    await host.start("slow");
    await host[Symbol.asyncDispose]();
    isEmpty(fake);
  });
});

/** Picks by a number that comes out the same each time. */
function dice(seed: number): () => number {
  let state = seed;
  return () => (state = (state * 48_271) % 2_147_483_647) / 2_147_483_647;
}

test("after 200 starts and stops with random faults nothing is left", async ({ make, fake }) => {
  const provider = make({ times: { ...times, recoverMs: 2000 } });
  const random = dice(20_261_127);
  const faults = [
    () => fake.dropStreams(),
    () => fake.dropStreams({ midEnvelope: true }),
    () => void fake.sandboxes.all[0]?.kill(),
    () => fake.sandboxes.all.find(({ state }) => state === "running")?.pause(),
    () => fake.faults.plan({ on: /SendInput$/, status: 502 }),
    () => fake.faults.plan({ on: /SendInput$/, status: "hangUp" }),
    () => fake.faults.plan({ on: /^POST \/v2\/sandboxes$/, status: "hangUp" }),
    () => fake.faults.plan({ on: /DELETE/, status: 503 }),
    () => fake.faults.plan({ on: /connect$/, status: 502 }),
    () => {},
  ];
  const starts = { worked: 0, failed: 0 };
  const cycle = async (lane: string): Promise<void> => {
    const host = hostOn(provider, { id: lane, server: small });
    const fault = faults[Math.floor(random() * faults.length)];
    const isEarly = random() < 0.3;
    if (isEarly) fault?.();
    try {
      await host.start("slow");
      if (!isEarly) fault?.();
      await host.callTool("slow", "work", { steps: 1, stepMs: 1 });
      starts.worked += 1;
    } catch {
      starts.failed += 1;
    }
    await host[Symbol.asyncDispose]();
  };
  const lane = async (name: string): Promise<void> => {
    for (let cycles = 0; cycles < 50; cycles += 1) await cycle(name);
  };
  await Promise.all(["a", "b", "c", "d"].map(lane));
  await provider[Symbol.asyncDispose]();
  await soon(() => fake.counts).toEqual({ sandboxes: 0, processes: 0 });
  expect(starts.worked).toBeGreaterThan(100);
}, 300_000);
