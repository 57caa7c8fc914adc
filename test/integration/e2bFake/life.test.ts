import { RateLimitError, SandboxNotFoundError, TimeoutError } from "e2b";
import { describe, expect } from "vitest";
import { errorOf, soon, test } from "./fakeTest.ts";

describe("a sandbox", () => {
  test("is what it was asked to be", async ({ Box }) => {
    const network = {
      allowOut: ["api.example.com"],
      denyOut: ["0.0.0.0/0"],
      rules: { "api.example.com": [{ transform: { headers: { Authorization: "Bearer x" } } }] },
      allowPublicTraffic: false,
    };
    const box = await Box.create("base", {
      timeoutMs: 90_000,
      metadata: { owner: "é & =" },
      allowInternetAccess: false,
      network,
      lifecycle: { onTimeout: "pause", autoResume: true },
    });
    expect(box.sandboxId).toMatch(/^[a-z0-9]+$/);
    const info = await box.getInfo();
    expect(info).toMatchObject({
      templateId: "base",
      state: "running",
      metadata: { owner: "é & =" },
      allowInternetAccess: false,
      network,
      lifecycle: { onTimeout: "pause", autoResume: true },
    });
    expect(info.endAt.getTime() - info.startedAt.getTime()).toBe(90_000);
  });

  test("lives five minutes when nothing is said", async ({ box }) => {
    const { startedAt, endAt } = await box.getInfo();
    expect(endAt.getTime() - startedAt.getTime()).toBe(300_000);
  });

  test("is killed once, and is not there afterwards", async ({ fake, Box, box }) => {
    expect(await box.isRunning()).toBe(true);
    expect(await box.kill()).toBe(true);
    expect(await box.kill()).toBe(false);
    expect(await box.isRunning()).toBe(false);
    expect(await errorOf(box.getInfo())).toBeInstanceOf(SandboxNotFoundError);
    expect(await errorOf(box.commands.run("true"))).toBeInstanceOf(SandboxNotFoundError);
    expect(await errorOf(box.files.read("a"))).toBeInstanceOf(TimeoutError);
    expect(await errorOf(Box.connect(box.sandboxId))).toBeInstanceOf(SandboxNotFoundError);
    expect(fake.counts).toEqual({ sandboxes: 0, processes: 0 });
  });

  test("is not made when the plan is used up, and paused ones do not count", async ({
    fake,
    Box,
    box,
  }) => {
    fake.faults.knobs.maxSandboxes = 1;
    expect(await errorOf(Box.create())).toBeInstanceOf(RateLimitError);
    await box.pause();
    await Box.create();
    expect(await errorOf(Box.connect(box.sandboxId))).toBeInstanceOf(RateLimitError);
  });
});

describe("a lifetime", () => {
  test("may be made longer and shorter, up to the plan's cap", async ({ fake, box }) => {
    fake.faults.knobs.maxTimeoutS = 600;
    await box.setTimeout(500_000);
    const { startedAt, endAt } = await box.getInfo();
    expect(endAt.getTime() - startedAt.getTime()).toBeGreaterThanOrEqual(500_000);
    await box.setTimeout(30_000);
    expect((await box.getInfo()).endAt.getTime()).toBeLessThan(endAt.getTime());
    expect(await errorOf(box.setTimeout(601_000))).toMatchObject({ statusCode: 400 });
  });

  test("is never extended past the cap since the start", async ({ fake, box }) => {
    fake.faults.knobs.maxTimeoutS = 300;
    await box.setTimeout(300_000);
    const { startedAt, endAt } = await box.getInfo();
    expect(endAt.getTime() - startedAt.getTime()).toBe(300_000);
  });

  test("may be refused past the cap since the start, which a resume sets anew", async ({
    fake,
    Box,
    box,
  }) => {
    fake.faults.knobs.secondMs = 10;
    fake.faults.knobs.planCapS = 3000;
    await box.setTimeout(2_000_000);
    const message = (): Promise<string> => box.setTimeout(2_970_000).then(() => "", String);
    await soon(message).toContain("Max instance length exceeded");
    expect(await errorOf(box.setTimeout(3_001_000))).toMatchObject({ statusCode: 400 });
    expect(await errorOf(Box.create({ timeoutMs: 3_001_000 }))).toMatchObject({ statusCode: 400 });
    await box.setTimeout(1_000_000);
    await box.pause();
    const { startedAt } = await box.getInfo();
    await Box.connect(box.sandboxId);
    expect((await box.getInfo()).startedAt.getTime()).toBeGreaterThan(startedAt.getTime());
    await box.setTimeout(2_000_000);
  });

  test("is only ever extended by a connect", async ({ Box, box }) => {
    const before = await box.getInfo();
    await Box.connect(box.sandboxId, { timeoutMs: 10_000 });
    expect((await box.getInfo()).endAt).toEqual(before.endAt);
    await Box.connect(box.sandboxId, { timeoutMs: 1_000_000 });
    expect((await box.getInfo()).endAt.getTime()).toBeGreaterThan(before.endAt.getTime());
  });

  test("ends by itself, and the sandbox with it", async ({ fake, Box }) => {
    fake.faults.knobs.secondMs = 20;
    const box = await Box.create({ timeoutMs: 1000 });
    await soon(() => box.isRunning()).toBe(false);
    await soon(() => fake.counts).toEqual({ sandboxes: 0, processes: 0 });
  });

  test("ends in a pause if it was made so", async ({ fake, Box }) => {
    const box = await Box.create({ lifecycle: { onTimeout: "pause" } });
    fake.expire(box.sandboxId);
    expect(await box.isRunning()).toBe(false);
    expect((await box.getInfo()).state).toBe("paused");
  });
});

describe("a pause", () => {
  test("keeps programs and files, and a connect goes on with them", async ({ Box, box }) => {
    await box.files.write("kept", "file");
    const handle = await box.commands.run("exec cat", { background: true, stdin: true });
    await handle.disconnect();
    expect(await box.pause()).toBe(true);
    expect(await box.pause()).toBe(false);
    expect((await box.getInfo()).state).toBe("paused");

    const again = await Box.connect(box.sandboxId);
    expect(await again.files.read("kept")).toBe("file");
    const cat = await again.commands.connect(handle.pid);
    await cat.sendStdin("still here\n");
    await cat.closeStdin();
    expect((await cat.wait()).stdout).toBe("still here\n");
  });

  test("cuts streams, which looks like a kill until it is asked for", async ({ box }) => {
    const handle = await box.commands.run("exec cat", { background: true, stdin: true });
    await box.pause();
    expect(await errorOf(handle.wait())).toBeInstanceOf(TimeoutError);
    expect((await box.getInfo()).state).toBe("paused");
    expect(await errorOf(box.commands.run("true"))).toBeInstanceOf(SandboxNotFoundError);
  });

  test("without memory keeps files only", async ({ Box, box }) => {
    await box.files.write("kept", "file");
    const handle = await box.commands.run("exec sleep 100", { background: true });
    await handle.disconnect();
    await box.pause({ keepMemory: false });
    const again = await Box.connect(box.sandboxId);
    expect(await again.files.read("kept")).toBe("file");
    await soon(() => again.commands.list()).toEqual([]);
  });

  test("ends at the first call if it was made so", async ({ Box }) => {
    const box = await Box.create({ lifecycle: { onTimeout: "pause", autoResume: true } });
    await box.pause();
    expect((await box.commands.run("echo awake")).stdout).toBe("awake\n");
    expect((await box.getInfo()).state).toBe("running");
  });
});
