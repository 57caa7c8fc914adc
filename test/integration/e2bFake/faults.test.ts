import {
  E2B,
  NotEnoughSpaceError,
  RateLimitError,
  SandboxError,
  SandboxNotFoundError,
  ServiceBusyError,
} from "e2b";
import { describe, expect } from "vitest";
import { FakeE2B } from "../../fakes/e2b/fakeE2B.ts";
import { canArrange } from "../../fakes/e2b/machine/view.ts";
import { errorOf, soon, test } from "./fakeTest.ts";

const background = { background: true, stdin: true, timeoutMs: 0 } as const;

describe("the control plane", () => {
  test("may know the old paths only", async ({ fake, Box, box }) => {
    fake.faults.knobs.v2 = false;
    expect(await errorOf(Box.create())).toMatchObject({ statusCode: 404 });
    expect(await errorOf(Box.connect(box.sandboxId))).toBeInstanceOf(SandboxNotFoundError);
    const secure = { templateID: "base", timeout: 60, secure: true };
    const call = (path: string, body = {}): Promise<Response> =>
      fetch(fake.url + path, {
        method: "POST",
        headers: { "x-api-key": fake.apiKey, "content-type": "application/json" },
        body: JSON.stringify(body),
      });
    expect((await call(`/sandboxes/${box.sandboxId}/connect`)).status).toBe(200);
    const made = await call("/sandboxes", secure);
    expect(made.status).toBe(201);
    expect(await made.json()).toMatchObject({
      templateID: "base",
      domain: null,
      envdAccessToken: expect.any(String),
    });
    const open = await call("/sandboxes", { templateID: "base" });
    expect(await open.json()).toMatchObject({ envdAccessToken: null });
  });

  test("may ask to come again later, which the SDK does by itself", async ({ fake, Box }) => {
    fake.faults.plan({ on: /POST .*sandboxes$/, status: 429, retryAfterS: 0, times: 2 });
    expect(await (await Box.create()).isRunning()).toBe(true);
    fake.faults.plan({ on: /POST .*sandboxes$/, status: 429 });
    expect(await errorOf(Box.create())).toBeInstanceOf(RateLimitError);
    expect(await (await Box.create()).isRunning()).toBe(true);
  });

  test("may be busy, or fail while it resumes", async ({ fake, Box, box }) => {
    fake.faults.plan({ on: /GET /, status: 503 });
    expect(await errorOf(box.getInfo())).toBeInstanceOf(ServiceBusyError);
    await box.pause();
    fake.faults.plan({ on: /\/connect$/, status: 502, message: "Bad gateway" });
    expect(await errorOf(Box.connect(box.sandboxId))).toMatchObject({ statusCode: 502 });
    expect((await box.getInfo()).state).toBe("paused");
    await Box.connect(box.sandboxId);
  });

  test("may be out of reach", async ({ fake, Box, box }) => {
    fake.faults.knobs.unreachable = true;
    expect((await errorOf(Box.create())).message).toContain("fetch failed");
    expect((await errorOf(box.kill())).message).toContain("fetch failed");
    fake.faults.knobs.unreachable = false;
    expect(await box.kill()).toBe(true);
  });

  test("may hang up once", async ({ fake, box }) => {
    fake.faults.plan({ on: /DELETE/, status: "hangUp" });
    expect(await errorOf(box.kill())).toBeInstanceOf(Error);
    expect(fake.counts.sandboxes).toBe(1);
    expect(await box.kill()).toBe(true);
  });

  test("may refuse snapshots", async ({ fake, box }) => {
    fake.faults.knobs.snapshots = false;
    expect(await errorOf(box.createSnapshot())).toMatchObject({ statusCode: 403 });
  });
});

describe("the daemon", () => {
  test("may hold input back, and lets it go in order", async ({ fake, box }) => {
    const cat = await box.commands.run("exec cat", background);
    const release = fake.faults.holdInput();
    const first = cat.sendStdin("1\n", { requestTimeoutMs: 300 });
    expect(await errorOf(first)).toBeInstanceOf(Error);
    const second = cat.sendStdin("2\n");
    release();
    await second;
    await cat.closeStdin();
    expect((await cat.wait()).stdout).toBe("1\n2\n");
  });

  test("may take its time with input", async ({ fake, box }) => {
    fake.faults.knobs.inputDelayMs = 400;
    const cat = await box.commands.run("exec cat", background);
    const late = cat.sendStdin("x", { requestTimeoutMs: 100 });
    expect(await errorOf(late)).toBeInstanceOf(Error);
    await cat.kill();
  });

  test("may have no room for a file", async ({ fake, box }) => {
    fake.faults.plan({ on: /POST \/files/, status: 507 });
    expect(await errorOf(box.files.write("big", "x"))).toBeInstanceOf(NotEnoughSpaceError);
  });

  test("may print noise before the program", async ({ fake, box }) => {
    fake.faults.knobs.noise = "Welcome! {%s}";
    expect((await box.commands.run("echo program")).stdout).toBe("Welcome! {%s}\nprogram\n");
  });

  test("may cut a stream in the middle of a message", async ({ fake, box }) => {
    const cat = await box.commands.run("exec cat", background);
    fake.dropStreams({ midEnvelope: true });
    expect(await errorOf(cat.wait())).toBeInstanceOf(SandboxError);
    expect(await box.commands.list()).toHaveLength(1);
  });

  test("may go silent after a resume when a stream was left open", async ({ fake, Box, box }) => {
    fake.faults.knobs.deadSubscribers = true;
    const cat = await box.commands.run("exec cat", background);
    const quiet = await box.commands.run("exec cat", background);
    await quiet.disconnect();
    await soon(() => fake.openStreams).toBe(1);
    await box.pause();
    await errorOf(cat.wait());
    const again = await Box.connect(box.sandboxId);
    const heard = { cat: "", quiet: "" };
    const listen = async (pid: number, who: "cat" | "quiet") => {
      const onStdout = (piece: string): void => void (heard[who] += piece);
      await (await again.commands.connect(pid, { timeoutMs: 0, onStdout })).sendStdin("ping\n");
    };
    await listen(cat.pid, "cat");
    await listen(quiet.pid, "quiet");
    await soon(() => heard.quiet).toBe("ping\n");
    await again.commands.run("sleep 0.2");
    expect(heard.cat).toBe("");
  });
});

describe("network rules", () => {
  const reach = (url: string): string =>
    `exec node -e 'fetch("${url}").then(() => console.log("in"), () => console.log("out"))'`;

  test.runIf(canArrange())("that allow nothing hold, for new programs", async ({ fake, Box }) => {
    const box = await Box.create({ allowInternetAccess: false });
    expect((await box.commands.run(reach(fake.url))).stdout).toBe("out\n");
    await box.updateNetwork({ allowInternetAccess: true });
    expect((await box.commands.run(reach(fake.url))).stdout).toBe("in\n");
    await box.updateNetwork({ denyOut: ["0.0.0.0/0"], allowOut: ["a.example"] });
    expect((await box.commands.run(reach(fake.url))).stdout).toBe("out\n");
  });

  test("may be taken and ignored", async ({ fake, Box }) => {
    fake.faults.knobs.ignoresNetwork = true;
    const box = await Box.create({ allowInternetAccess: false });
    expect((await box.commands.run(reach(fake.url))).stdout).toBe("in\n");
    expect((await box.getInfo()).allowInternetAccess).toBe(false);
  });
});

test("nothing is left when the service ends, whatever went on", async () => {
  await using fake = await FakeE2B.start({ knobs: { deadSubscribers: true } });
  const { Sandbox } = new E2B(fake.connection);
  const boxes = await Promise.all([Sandbox.create(), Sandbox.create(), Sandbox.create()]);
  for (const box of boxes)
    await box.commands.run("trap '' TERM; sleep 100 | sleep 100", background);
  await soon(() => fake.counts).toEqual({ sandboxes: 3, processes: 9 });
  await boxes[1]?.pause();
  expect(fake.counts.processes).toBe(9);
  const { sandboxes } = fake;
  await fake[Symbol.asyncDispose]();
  expect(fake.counts).toEqual({ sandboxes: 0, processes: 0 });
  expect(sandboxes.folderIsThere).toBe(false);
});
