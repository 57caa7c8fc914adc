import { afterEach, describe, expect, it, vi } from "vitest";
import { say } from "../../fakes/jsonLines.ts";
import { echo, type FakeTool, mcpProgram, text } from "../../fakes/mcpProgram.ts";
import type { Io, Program } from "../../fakes/memorySandboxes.ts";
import { failureOf, hostOf, kindOf, stateOf } from "./hostOf.ts";

const backoff = { firstMs: 5, maxMs: 20, attempts: 3, healthyMs: 60_000 };

/** From here on time passes only when `later` is called. */
const stopTime = (): void =>
  void vi.useFakeTimers({ toFake: ["setTimeout", "clearTimeout", "Date"] });
const later = (ms: number): Promise<unknown> => vi.advanceTimersByTimeAsync(ms);
afterEach(() => void vi.useRealTimers());

/** A server with a tool that ends the program with this code. */
function crashing(code: number): Program {
  return (io) => {
    let crash: (code: number) => void = () => {};
    const crashed = new Promise<number>((resolve) => (crash = resolve));
    const die: FakeTool = {
      call: () => {
        io.stderr("Segmentation fault\n");
        crash(code);
        return new Promise(() => {});
      },
    };
    return Promise.race([mcpProgram({ die, echo })(io), crashed]);
  };
}

describe("a server that dies", () => {
  it("fails its calls at once with how it ended and what it said last", async () => {
    await using world = hostOf({ memory: crashing(139) });
    const failure = await failureOf(world.host.callTool("memory", "die", {}));
    expect(failure).toMatchObject({
      code: "serverExited",
      message: "The server ended with exit code 139.",
      log: "Segmentation fault",
    });
  });

  it("is started again by itself, and the call is not", async () => {
    await using world = hostOf({ memory: crashing(1) }, {}, { backoff });
    await failureOf(world.host.callTool("memory", "die", {}));
    await expect.poll(() => kindOf(world.host, "memory")).toBe("running");
    expect(world.sandboxes.started).toHaveLength(2);
    expect(await world.host.callTool("memory", "echo", { message: "on" })).toEqual(text("on"));
  });

  it("says when it will be started again", async () => {
    await using world = hostOf({ memory: crashing(1) });
    await failureOf(world.host.callTool("memory", "die", {}));
    const { at, retryAt, failure } = stateOf(world.host, "memory", "failed");
    expect(failure.code).toBe("serverExited");
    expect(retryAt).toBeGreaterThanOrEqual(at + 900);
  });

  it("is started at once for who asks, without waiting for the restart", async () => {
    await using world = hostOf({ memory: crashing(1) });
    await failureOf(world.host.callTool("memory", "die", {}));
    expect(await world.host.callTool("memory", "echo", { message: "now" })).toEqual(text("now"));
    expect(world.sandboxes.started).toHaveLength(2);
  });

  it("is not started again for ever", async () => {
    let starts = 0;
    const usual = mcpProgram();
    const dying: Program = (io) => {
      starts += 1;
      if (starts > 1) return Promise.resolve(7);
      return Promise.race([
        usual(io),
        new Promise<number>((resolve) => setTimeout(resolve, 50, 7)),
      ]);
    };
    await using world = hostOf({ dying }, {}, { backoff });
    await world.host.start("dying");
    await expect.poll(() => starts).toBe(4);
    await expect.poll(() => kindOf(world.host, "dying")).toBe("failed");
    expect(stateOf(world.host, "dying", "failed").retryAt).toBeUndefined();
  });

  it("is not started again once it was stopped", async () => {
    stopTime();
    await using world = hostOf({ memory: crashing(1) });
    await failureOf(world.host.callTool("memory", "die", {}));
    await world.host.stop("memory");
    expect(kindOf(world.host, "memory")).toBe("stopped");
    await later(600_000);
    expect(world.sandboxes.started).toHaveLength(1);
  });

  it("has only stopped when it ended well and nobody was waiting", async () => {
    let end: (code: number) => void = () => {};
    const ended = new Promise<number>((resolve) => (end = resolve));
    await using world = hostOf({ memory: (io) => Promise.race([mcpProgram()(io), ended]) });
    await world.host.start("memory");
    end(0);
    await expect.poll(() => kindOf(world.host, "memory")).toBe("stopped");
    await expect.poll(() => world.sandboxes.opened.size).toBe(0);
  });
});

describe("an idle server", () => {
  it("is stopped, and started again for the next call", async () => {
    await using world = hostOf({ memory: mcpProgram() }, { timeouts: { idleMs: 30 } });
    await world.host.start("memory");
    await expect.poll(() => kindOf(world.host, "memory")).toBe("stopped");
    expect(await world.host.callTool("memory", "echo", { message: "hi" })).toEqual(text("hi"));
  });

  it("is not idle while a call is under way", async () => {
    let answer: (result: object) => void = () => {};
    const wait: FakeTool = { call: () => new Promise((resolve) => (answer = resolve)) };
    stopTime();
    const timeouts = { idleMs: 1000, requestMs: 3_600_000 };
    await using world = hostOf({ memory: mcpProgram({ wait }) }, { timeouts });
    await world.host.start("memory");
    await later(900);
    const call = world.host.callTool("memory", "wait", {});
    await later(60_000);
    expect(kindOf(world.host, "memory")).toBe("running");
    answer(text("done"));
    expect(await call).toEqual(text("done"));
    await later(900);
    expect(kindOf(world.host, "memory")).toBe("running");
    await later(200);
    await expect.poll(() => kindOf(world.host, "memory")).toBe("stopped");
  });
});

describe("a server that hangs", () => {
  it("is stopped when its only call is given up and it does not answer a ping", async () => {
    const deaf: Program = (io) =>
      mcpProgram(
        { wait: { call: () => new Promise(() => {}) } },
        { ping: () => new Promise(() => {}) },
      )(io);
    await using world = hostOf({ deaf }, { timeouts: { requestMs: 50 } }, { pingMs: 50 });
    expect((await failureOf(world.host.callTool("deaf", "wait", {}))).code).toBe("timeout");
    await expect.poll(() => kindOf(world.host, "deaf")).toBe("stopped");
  });

  it("is left alone when it still answers", async () => {
    const wait: FakeTool = { call: () => new Promise(() => {}) };
    stopTime();
    await using world = hostOf({ memory: mcpProgram({ wait, echo }) });
    const call = failureOf(world.host.callTool("memory", "wait", {}));
    await expect.poll(() => kindOf(world.host, "memory")).toBe("running");
    await later(10_000);
    expect((await call).code).toBe("timeout");
    await later(60_000);
    expect(kindOf(world.host, "memory")).toBe("running");
  });
});

describe("a server's log messages", () => {
  const logging = (params: readonly unknown[]): Program =>
    mcpProgram({
      talk: {
        call: (_, { io }) => {
          for (const one of params)
            say(io, { method: "notifications/message", params: one as Record<string, unknown> });
          return text("done");
        },
      },
    });

  it("are in the log by their level, harmless to look at", async () => {
    const params = [
      { level: "error", logger: "db", data: "down\u0007" },
      { level: "debug", data: { a: [1] } },
      { level: "no such level", data: "odd" },
      { data: null },
    ];
    await using world = hostOf({ memory: logging(params) });
    await world.host.callTool("memory", "talk", {});
    for (const line of ["error: db: down\\u0007", 'debug: {"a":[1]}', "info: odd", "info: null"])
      expect(world.log.lines).toContain(line);
  });

  it("cannot flood it", async () => {
    const params = Array.from({ length: 20_000 }, (_, index) => ({ level: "info", data: index }));
    await using world = hostOf({ memory: logging(params) });
    await world.host.callTool("memory", "talk", {});
    expect(world.log.lines.length).toBeLessThan(5000);
  });
});

describe("tools", () => {
  it("are listed again when the server says that they changed", async () => {
    let memory: Io | undefined;
    let names = ["one"];
    const list = () => ({
      tools: names.map((name) => ({ name, inputSchema: { type: "object" } })),
    });
    const changing: Program = (io) => mcpProgram({}, { "tools/list": list })((memory = io));
    await using world = hostOf({ changing });
    await world.host.start("changing");
    names = ["one", "two"];
    if (memory !== undefined) say(memory, { method: "notifications/tools/list_changed" });
    await expect
      .poll(() => stateOf(world.host, "changing", "running").tools.map(({ name }) => name))
      .toEqual(["one", "two"]);
  });

  it("are listed anew on demand", async () => {
    let asked = 0;
    const list = () => ({
      tools: [{ name: `tool${(asked += 1)}`, inputSchema: { type: "object" } }],
    });
    await using world = hostOf({ memory: mcpProgram({}, { "tools/list": list }) });
    expect(await world.host.tools("memory")).toMatchObject([{ name: "tool1" }]);
    expect(await world.host.tools("memory")).toMatchObject([{ name: "tool1" }]);
    expect(await world.host.refreshTools("memory")).toMatchObject([{ name: "tool2" }]);
    expect(stateOf(world.host, "memory", "running").tools).toMatchObject([{ name: "tool2" }]);
  });

  it("are none where the server does not claim to have any", async () => {
    const initialize = ({ protocolVersion }: Record<string, unknown>) => ({
      ...{ protocolVersion, capabilities: {}, serverInfo: { name: "none", version: "1" } },
    });
    await using world = hostOf({ none: mcpProgram({ echo }, { initialize }) });
    expect(await world.host.tools("none")).toEqual([]);
  });
});
