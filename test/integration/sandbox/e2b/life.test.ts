import { describe, expect } from "vitest";
import { failureOf, run, spec, test, text, times, sh } from "./e2bTest.ts";

const soon: typeof expect.poll = (call, options) =>
  expect.poll(call, { timeout: 15_000, interval: 20, ...options });

describe("a microVM", () => {
  test("runs a program in an environment of its own", async ({ provider }) => {
    await using sandbox = await provider.open(spec());
    const { stdout, exit } = await run(sandbox, 'echo "$GREETING $HOME"', {
      env: { GREETING: "hello" },
    });
    expect(stdout).toBe("hello /home/user\n");
    expect(exit).toEqual({ kind: "exited", code: 0 });
  });

  test("is shared by uses at the same time, and there is one", async ({ provider, fake }) => {
    const both = await Promise.all([provider.open(spec()), provider.open(spec())]);
    expect(fake.counts.sandboxes).toBe(1);
    for (const sandbox of both) await sandbox[Symbol.asyncDispose]();
  });

  test("is kept for the next use with what is on its disk", async ({ provider, fake }) => {
    const first = await provider.open(spec());
    await run(first, "echo kept > note");
    await first[Symbol.asyncDispose]();
    expect(provider.list()).toMatchObject([{ state: "idle", onEnd: "pause", mine: true }]);
    await using second = await provider.open(spec());
    expect((await run(second, "cat note")).stdout).toBe("kept\n");
    expect(fake.counts.sandboxes).toBe(1);
  });

  test("that nobody uses is paused by the service, and resumed by the next use", async ({
    make,
    fake,
  }) => {
    const provider = make({ times: { ...times, warmMs: 1000 } });
    const first = await provider.open(spec());
    await run(first, "echo kept > note");
    await first[Symbol.asyncDispose]();
    await soon(() => fake.sandboxes.all[0]?.state).toBe("paused");
    expect(provider.list()).toMatchObject([{ state: "paused" }]);
    await using second = await provider.open(spec());
    expect((await run(second, "cat note")).stdout).toBe("kept\n");
    expect(fake.counts.sandboxes).toBe(1);
  });

  test("that is to be ended when nobody uses it is ended at once", async ({ provider, fake }) => {
    const sandbox = await provider.open(spec({ machine: { onIdle: "kill" } }));
    await sandbox[Symbol.asyncDispose]();
    expect(fake.counts).toEqual({ sandboxes: 0, processes: 0 });
    expect(provider.list()).toEqual([]);
  });

  test("holds no program when its use is over, also none that left its parent", async ({
    provider,
    fake,
  }) => {
    const sandbox = await provider.open(spec());
    const program = await sandbox.start(sh("setsid sleep 600 & sleep 600"));
    await soon(() => fake.counts.processes).toBeGreaterThan(1);
    await sandbox[Symbol.asyncDispose]();
    await program.exit;
    await soon(() => fake.counts.processes).toBe(0);
  });

  test("is found again by another process of this workspace", async ({ make, fake }) => {
    const before = make();
    const first = await before.open(spec());
    await run(first, "echo kept > note");
    await first[Symbol.asyncDispose]();
    await before[Symbol.asyncDispose]();
    await using second = await make().open(spec());
    expect((await run(second, "cat note")).stdout).toBe("kept\n");
    expect(fake.counts.sandboxes).toBe(1);
  });

  test("of another workspace is another one", async ({ make, fake }) => {
    await using _one = await make().open(spec());
    await using _two = await make({ workspace: "/elsewhere" }).open(spec());
    expect(fake.counts.sandboxes).toBe(2);
  });

  test("is shared by a group", async ({ provider, fake }) => {
    const machine = { group: "tools" };
    await using one = await provider.open(spec({ id: "a", machine }));
    await using two = await provider.open(spec({ id: "b", machine }));
    await run(one, "echo shared > note");
    expect((await run(two, "cat note")).stdout).toBe("shared\n");
    expect(fake.counts.sandboxes).toBe(1);
    expect(provider.list()).toMatchObject([{ specs: ["a", "b"] }]);
  });

  test("of a group refuses a server with another network", async ({ provider }) => {
    const machine = { group: "tools" };
    await using _one = await provider.open(spec({ id: "a", machine }));
    const failure = await failureOf(provider.open(spec({ id: "b", machine, network: "all" })));
    expect(failure.code).toBe("config");
    expect(failure.message).toContain("share its network");
  });

  test("is put off while it is used", async ({ make, fake }) => {
    const provider = make({ times: { ...times, lifetimeMs: 3000, extendMs: 500 } });
    await using sandbox = await provider.open(spec());
    const born = fake.sandboxes.all[0]?.endAt.getTime() ?? 0;
    await soon(() => fake.sandboxes.all[0]?.endAt.getTime() ?? 0).toBeGreaterThan(born + 800);
    expect((await run(sandbox, "echo on")).stdout).toBe("on\n");
  });

  test("at the plan's cap is paused and resumed, and its program goes on", async ({
    make,
    fake,
    log,
  }) => {
    fake.faults.knobs.maxTimeoutS = 4;
    const provider = make({ times: { ...times, lifetimeMs: 3000, extendMs: 400, marginMs: 800 } });
    await using sandbox = await provider.open(spec());
    const program = await sandbox.start(
      sh("i=0; while [ $i -lt 30 ]; do echo $i; i=$((i+1)); sleep 0.2; done"),
    );
    const lines = (await text(program.stdout)).trim().split("\n");
    expect(lines.map(Number)).toEqual(Array.from({ length: 30 }, (_, at) => at));
    expect(log.text).toContain("paused and resumed");
    expect(await program.exit).toEqual({ kind: "exited", code: 0 });
  });
});

test("whatever is asked of a closed provider is refused", async ({ make }) => {
  const provider = make();
  await provider[Symbol.asyncDispose]();
  expect((await failureOf(provider.open(spec()))).code).toBe("cancelled");
});
