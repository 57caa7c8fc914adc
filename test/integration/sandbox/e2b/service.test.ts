import { describe, expect } from "vitest";
import { connectionFrom } from "../../../../src/sandbox/e2b/connection.ts";
import { failureOf, run, spec, test } from "./e2bTest.ts";

describe("a service", () => {
  test("that knows only the older paths is used all the same", async ({ provider, fake }) => {
    fake.faults.knobs.v2 = false;
    const first = await provider.open(spec());
    expect((await run(first, "echo old")).stdout).toBe("old\n");
    await first[Symbol.asyncDispose]();
    fake.sandboxes.all[0]?.expire();
    await using second = await provider.open(spec());
    expect((await run(second, "echo again")).stdout).toBe("again\n");
    expect(fake.counts.sandboxes).toBe(1);
  });

  test("without a key says so, and what to do", async ({ make }) => {
    const provider = make({ connection: async () => connectionFrom({}) });
    const failure = await failureOf(provider.open(spec()));
    expect(failure.code).toBe("keyMissing");
    expect(failure.remedy).toContain("E2B_API_KEY");
  });

  test("that does not take the key is told from one that does not answer", async ({
    make,
    fake,
  }) => {
    const wrong = make({ connection: async () => ({ ...fake.connection, apiKey: "wrong" }) });
    const rejected = await failureOf(wrong.open(spec()));
    expect(rejected.code).toBe("keyRejected");
    expect(rejected.remedy).toContain("Set E2B API Key");
    const nowhere = make({
      connection: async () => ({ ...fake.connection, apiUrl: "http://127.0.0.1:9" }),
    });
    const unreachable = await failureOf(nowhere.open(spec()));
    expect(unreachable.code).toBe("serviceUnreachable");
    expect(unreachable.remedy).toContain("address");
  });

  test("says when the plan allows no more", async ({ provider, fake }) => {
    fake.faults.knobs.maxSandboxes = 0;
    const failure = await failureOf(provider.open(spec()));
    expect(failure.code).toBe("planLimit");
    expect(failure.message).toContain("maximum number");
    expect(failure.remedy).toContain("Show Sandboxes");
  });

  test("says which template it does not have", async ({ provider }) => {
    const failure = await failureOf(provider.open(spec({ machine: { template: "nowhere" } })));
    expect(failure.code).toBe("templateMissing");
    expect(failure.message).toContain("nowhere");
  });

  test("that asks to wait is asked again after that time", async ({ provider, fake }) => {
    fake.faults.plan({ on: /POST \/v2\/sandboxes$/, status: 429, retryAfterS: 1 });
    await using sandbox = await provider.open(spec());
    expect((await run(sandbox, "echo patient")).stdout).toBe("patient\n");
  });

  test("that does not answer at the end is asked again", async ({ provider, fake }) => {
    const sandbox = await provider.open(spec({ machine: { onIdle: "kill" } }));
    fake.faults.plan({ on: /DELETE \/sandboxes/, status: 502, times: 2 });
    await sandbox[Symbol.asyncDispose]();
    expect(fake.counts.sandboxes).toBe(0);
  });

  test("that made one without an answer has none left", async ({ make, fake }) => {
    const provider = make();
    const held = fake.sandboxes.create.bind(fake.sandboxes);
    fake.sandboxes.create = async (wish) => {
      await held(wish);
      throw new Error("The answer is lost");
    };
    expect((await failureOf(provider.open(spec()))).code).toBe("serviceUnreachable");
    await provider[Symbol.asyncDispose]();
    expect(fake.counts.sandboxes).toBe(0);
  });

  test("whose template has no Perl is said to lose a server with a cut", async ({ provider }) => {
    await using sandbox = await provider.open(spec());
    await run(sandbox, "true");
    expect(sandbox.caveats).toEqual([]);
    await sandbox.files.write("/home/user/.profile", Buffer.from("PATH=/nowhere\n"));
    await run(sandbox, "true", { program: "/bin/sh" });
    expect(sandbox.caveats.join()).toContain("Without Perl in the microVM a cut");
  });

  test("in debug mode is one daemon without a control plane", async ({ make }) => {
    const { FakeE2B } = await import("../../../fakes/e2b/fakeE2B.ts");
    await using one = await FakeE2B.start({ debug: true });
    const provider = make({ connection: async () => ({ ...one.connection, debug: true }) });
    await using sandbox = await provider.open(spec());
    expect((await run(sandbox, "echo here")).stdout).toBe("here\n");
    expect(sandbox.caveats.join()).toContain("open");
  });
});
