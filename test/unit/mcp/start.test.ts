import { describe, expect, it } from "vitest";
import { Failure } from "../../../src/base/failure.ts";
import { mcpProgram } from "../../fakes/mcpProgram.ts";
import { failureOf, hostOf, kindOf, stateOf } from "./hostOf.ts";

/** A program that reads nothing and says nothing until it is killed. */
const silent = (): Promise<number> => new Promise(() => {});

describe("a start", () => {
  it("is shared by all who ask while it is under way", async () => {
    await using world = hostOf({ memory: mcpProgram() });
    const { host } = world;
    await Promise.all([
      host.start("memory"),
      host.tools("memory"),
      host.callTool("memory", "echo", {}),
    ]);
    expect(world.sandboxes.started).toHaveLength(1);
  });

  it("goes on for the others when one of them cancels", async () => {
    await using world = hostOf({ memory: mcpProgram() });
    const cancel = new AbortController();
    const first = failureOf(world.host.start("memory", { signal: cancel.signal }));
    const second = world.host.start("memory");
    cancel.abort();
    expect((await first).code).toBe("cancelled");
    await second;
    expect(kindOf(world.host, "memory")).toBe("running");
  });

  it("ends when the last one cancels, and nothing of it is left", async () => {
    await using world = hostOf({ silent });
    const cancel = new AbortController();
    const started = failureOf(world.host.start("silent", { signal: cancel.signal }));
    await expect.poll(() => world.sandboxes.started.length).toBe(1);
    cancel.abort();
    expect((await started).code).toBe("cancelled");
    expect(world.sandboxes.opened.size).toBe(0);
    expect(kindOf(world.host, "silent")).toBe("stopped");
  });

  it("can be cancelled while something asks the user and knows no signal", async () => {
    await using world = hostOf({ memory: mcpProgram() }, { resolve: () => new Promise(() => {}) });
    const signal = AbortSignal.timeout(20);
    expect((await failureOf(world.host.start("memory", { signal }))).code).toBe("timeout");
    expect(kindOf(world.host, "memory")).toBe("stopped");
  });

  it("begins anew for who asks while a cancelled one is still ending", async () => {
    await using world = hostOf({ memory: mcpProgram() });
    const cancel = new AbortController();
    const first = failureOf(world.host.start("memory", { signal: cancel.signal }));
    cancel.abort();
    await world.host.start("memory");
    expect((await first).code).toBe("cancelled");
    expect(kindOf(world.host, "memory")).toBe("running");
  });

  it("is ended by a stop", async () => {
    await using world = hostOf({ silent });
    const started = failureOf(world.host.start("silent"));
    await expect.poll(() => world.sandboxes.started.length).toBe(1);
    await world.host.stop("silent");
    expect((await started).code).toBe("cancelled");
    expect(world.sandboxes.opened.size).toBe(0);
  });

  it("fails when the server does not answer in time, and says what it said last", async () => {
    const hung = async ({ stderr }: { stderr: (text: string) => void }): Promise<number> => {
      stderr("Waiting for a database\n");
      return silent();
    };
    await using world = hostOf({ hung }, { timeouts: { initializationMs: 300 } });
    const failure = await failureOf(world.host.start("hung"));
    expect(failure.code).toBe("timeout");
    expect(failure.log).toBe("Waiting for a database");
    expect(failure.remedy).toContain("initializationTimeoutSeconds");
    expect(stateOf(world.host, "hung", "failed").retryAt).toBeUndefined();
    expect(world.sandboxes.opened.size).toBe(0);
  });

  it("fails when the program ends before the handshake, with its code and last lines", async () => {
    const program = async ({ stderr }: { stderr: (text: string) => void }): Promise<number> => {
      stderr("Error: no API key\n");
      return 3;
    };
    await using world = hostOf({ program });
    const failure = await failureOf(world.host.start("program"));
    expect(failure).toMatchObject({ code: "serverExited", log: "Error: no API key" });
    expect(failure.message).toBe("The server ended with exit code 3.");
    const state = stateOf(world.host, "program", "failed");
    expect(state.stages.map(({ stage }) => stage)).toEqual(["sandbox", "spawn", "handshake"]);
    expect(state.retryAt).toBeUndefined();
  });

  it("knows by a shell's exit code that the program is not there", async () => {
    await using world = hostOf({ sh: async () => 127 });
    expect((await failureOf(world.host.start("sh"))).code).toBe("commandNotFound");
  });

  it("fails with what the sandbox says when there is no program", async () => {
    await using world = hostOf({ memory: mcpProgram() }, { program: "nothing" });
    expect((await failureOf(world.host.start("memory"))).code).toBe("commandNotFound");
  });

  it("fails when the server refuses the handshake, with its own error", async () => {
    const refusing = mcpProgram(
      {},
      {
        initialize: () => {
          throw new Failure("internal", "no licence");
        },
      },
    );
    await using world = hostOf({ refusing });
    const failure = await failureOf(world.host.start("refusing"));
    expect(failure).toMatchObject({ code: "handshakeFailed", rpc: { code: -32603 } });
  });

  it("fails when the server answers with an unknown protocol version", async () => {
    const odd = mcpProgram(
      {},
      {
        initialize: () => ({
          protocolVersion: "1999-01-01",
          capabilities: {},
          serverInfo: { name: "odd", version: "1" },
        }),
      },
    );
    await using world = hostOf({ odd });
    const failure = await failureOf(world.host.start("odd"));
    expect(failure.code).toBe("handshakeFailed");
    expect(failure.message).toContain("1999-01-01");
  });

  it("can be tried again after it failed", async () => {
    let broken = true;
    const usual = mcpProgram();
    await using world = hostOf({ memory: (io) => (broken ? Promise.resolve(1) : usual(io)) });
    await failureOf(world.host.start("memory"));
    broken = false;
    await world.host.start("memory");
    expect(kindOf(world.host, "memory")).toBe("running");
  });

  it("tells of limits that ended the server", async () => {
    const exit = { kind: "limit", limit: "memory", message: "More than 64 MB." } as const;
    await using world = hostOf({ large: async () => exit });
    const failure = await failureOf(world.host.start("large"));
    expect(failure.message).toBe(
      "The server was ended by a limit of its sandbox: More than 64 MB.",
    );
  });
});
