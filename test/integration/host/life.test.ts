import { randomUUID } from "node:crypto";
import { readdir, readFile } from "node:fs/promises";
import { describe, expect, it } from "vitest";
import { listSessions } from "../../../src/mcp/records.ts";
import { failureOf, fixture, hostIn, providers, textOf } from "./hostIn.ts";

/** Processes of this machine, in any namespace, that carry a word in their command line. */
async function processesWith(word: string): Promise<readonly string[]> {
  const pids = (await readdir("/proc")).filter((name) => /^\d+$/.test(name));
  const lines = await Promise.all(
    pids.map(async (pid) => {
      const line = await readFile(`/proc/${pid}/cmdline`, "utf8").catch(() => "");
      return line.includes(word) ? [pid] : [];
    }),
  );
  return lines.flat();
}

describe.each(providers)("in %s, a server", (provider) => {
  it("that ends before the handshake fails its start with its last words", async () => {
    await using world = await hostIn(provider, [fixture("exitEarly.mjs")]);
    expect(await failureOf(world.host.start("exitEarly"))).toMatchObject({
      code: "serverExited",
      message: "The server ended with exit code 4.",
      log: "Error: API_KEY is not set",
    });
  });

  it("that exits while it is called fails the call at once, and is started again", async () => {
    await using world = await hostIn(provider, [fixture("crash.mjs")]);
    const failure = await failureOf(world.host.callTool("crash", "exit", {}));
    expect(failure).toMatchObject({ code: "serverExited", log: "Fatal: out of ideas" });
    expect(failure.message).toBe("The server ended with exit code 13.");
    await expect
      .poll(() => world.host.server("crash")?.state.kind, { timeout: 10_000 })
      .toBe("running");
    expect(Number(textOf(await world.host.callTool("crash", "pid", {})))).toBeGreaterThan(0);
  });

  it("that is killed says by what", async () => {
    await using world = await hostIn(provider, [fixture("crash.mjs")]);
    const failure = await failureOf(world.host.callTool("crash", "kill", {}));
    expect(failure.code).toBe("serverExited");
    expect(failure.message).toMatch(/SIGKILL|exit code 137/);
  });

  it("whose program is not there is told apart from one that fails", async () => {
    await using world = await hostIn(provider, [
      fixture("echo.mjs", [], { name: "gone", program: "no-such-program-anywhere" }),
    ]);
    expect((await failureOf(world.host.start("gone"))).code).toBe("commandNotFound");
  });

  it("that hangs in the handshake fails by its deadline and leaves no process", async () => {
    const mark = randomUUID();
    const timeouts = { initializationMs: 1500 };
    await using world = await hostIn(provider, [
      fixture("hang.mjs", ["initialize", mark], { timeouts }),
    ]);
    expect((await failureOf(world.host.start("hang"))).code).toBe("timeout");
    expect(await processesWith(mark)).toEqual([]);
  });

  it("that is started and cancelled in the handshake leaves no process", async () => {
    const mark = randomUUID();
    await using world = await hostIn(provider, [fixture("hang.mjs", ["initialize", mark])]);
    const cancel = new AbortController();
    const start = failureOf(world.host.start("hang", { signal: cancel.signal }));
    await expect.poll(() => processesWith(mark)).not.toEqual([]);
    cancel.abort();
    expect((await start).code).toBe("cancelled");
    expect(await processesWith(mark)).toEqual([]);
    expect(world.host.server("hang")?.state.kind).toBe("stopped");
  });

  it("that a call has blocked for good is stopped when the call is given up", async () => {
    const timeouts = { requestMs: 300 };
    await using world = await hostIn(provider, [fixture("hang.mjs", [], { timeouts })], {
      pingMs: 300,
    });
    expect((await failureOf(world.host.callTool("hang", "block", {}))).code).toBe("timeout");
    await expect
      .poll(() => world.host.server("hang")?.state.kind, { timeout: 10_000 })
      .toBe("stopped");
    expect(world.log.text).toContain("the server answers no more");
  });

  it("that ignores all requests to end is ended all the same", async () => {
    const mark = randomUUID();
    await using world = await hostIn(provider, [fixture("stubborn.mjs", ["never", mark])]);
    await world.host.start("stubborn");
    await world.host.stop("stubborn");
    expect(world.log.text).toMatch(/input closed[^]*got SIGTERM/);
    expect(await processesWith(mark)).toEqual([]);
  });

  it("that heeds SIGTERM is not killed", async () => {
    const grace = { closeMs: 300, termMs: 30_000 };
    await using world = await hostIn(provider, [fixture("stubborn.mjs", ["polite"])], { grace });
    await world.host.start("stubborn");
    await world.host.stop("stubborn");
    expect(world.log.text).toContain("got SIGTERM");
  });

  it("that talks on when it is being stopped does no harm", async () => {
    await using world = await hostIn(provider, [fixture("late.mjs")]);
    expect(textOf(await world.host.callTool("late", "echo", { message: "hi" }))).toBe("hi");
    await world.host.stop("late");
    expect(world.log.text).toContain("gone");
    expect(world.log.text).not.toContain("goodbye");
    expect(world.host.server("late")?.state.kind).toBe("stopped");
  });

  it("takes its children and daemons with it when it is stopped", async () => {
    const mark = randomUUID();
    await using world = await hostIn(provider, [fixture("forks.mjs", [mark])]);
    await world.host.callTool("forks", "fork", {});
    // The server itself, its child and its daemon; a jail adds processes of its own.
    await expect.poll(async () => (await processesWith(mark)).length).toBeGreaterThanOrEqual(3);
    await world.host.stop("forks");
    expect(await processesWith(mark)).toEqual([]);
  });

  it("takes its children and daemons with it when it dies", async () => {
    const mark = randomUUID();
    await using world = await hostIn(provider, [fixture("forks.mjs", [mark])], {
      backoff: { firstMs: 1, maxMs: 1, attempts: 0, healthyMs: 1 },
    });
    await world.host.callTool("forks", "fork", {});
    const failure = await failureOf(world.host.callTool("forks", "die", {}));
    expect(failure.message).toBe("The server ended with exit code 9.");
    await expect.poll(() => processesWith(mark)).toEqual([]);
  });

  it("is on the list of sessions while it runs", async () => {
    await using world = await hostIn(provider, [fixture("echo.mjs")]);
    await world.host.start("echo");
    await expect.poll(() => listSessions(world.dataDir)).toHaveLength(1);
    const [session] = await listSessions(world.dataDir);
    const kind = { bare: "none", jail: "local", e2b: "e2b" }[provider];
    expect(session).toMatchObject({ server: "echo", provider: kind, pid: process.pid });
    await world.host.stop("echo");
    expect(await listSessions(world.dataDir)).toEqual([]);
  });

  it("sees nothing of the host's environment but its own variables", async () => {
    process.env["HOST_SECRET"] = "of the host";
    const env = { OWN: "of the server" };
    await using world = await hostIn(provider, [fixture("echo.mjs", [], {})]);
    world.host.define([fixture("echo.mjs", [], { env })]);
    const seen = textOf(await world.host.callTool("echo", "environment", {}));
    delete process.env["HOST_SECRET"];
    expect(seen).toContain("of the server");
    expect(seen).not.toContain("of the host");
  });
});
