import { describe, expect, it } from "vitest";
import type { Progress } from "../../../src/mcp/server.ts";
import { say } from "../../fakes/jsonLines.ts";
import { echo, type FakeTool, mcpProgram, RpcError, text } from "../../fakes/mcpProgram.ts";
import { failureOf, hostOf, kindOf, stateOf } from "./hostOf.ts";

const never = (): Promise<never> => new Promise(() => {});
const hang: FakeTool = { call: never };

describe("a call", () => {
  it("runs beside others, and each gets its own answer", async () => {
    const release: (() => void)[] = [];
    const wait: FakeTool = {
      call: ({ message }) =>
        new Promise((resolve) => release.push(() => resolve(text(String(message))))),
    };
    await using world = hostOf({ memory: mcpProgram({ wait }) });
    await world.host.start("memory");
    const calls = ["a", "b", "c"].map((message) =>
      world.host.callTool("memory", "wait", { message }),
    );
    await expect.poll(() => release.length).toBe(3);
    expect(stateOf(world.host, "memory", "running").calls).toBe(3);
    for (const answer of release.toReversed()) answer();
    expect(await Promise.all(calls)).toEqual(["a", "b", "c"].map(text));
    expect(stateOf(world.host, "memory", "running").calls).toBe(0);
  });

  it("of a tool that is not there names those that are", async () => {
    await using world = hostOf({ memory: mcpProgram() });
    const failure = await failureOf(world.host.callTool("memory", "ecko", {}));
    expect(failure).toMatchObject({ code: "unknownTool", remedy: "It has echo." });
  });

  it("with arguments that do not fit never reaches the server", async () => {
    let calls = 0;
    const count: FakeTool = {
      listed: { inputSchema: { type: "object", properties: { n: { type: "number" } } } },
      call: () => text(String((calls += 1))),
    };
    await using world = hostOf({ memory: mcpProgram({ count }) });
    const failure = await failureOf(world.host.callTool("memory", "count", { n: "1" }));
    expect(failure.code).toBe("invalidArguments");
    expect(failure.problems).toEqual([
      { path: "/n", message: "must be a number, but is a string" },
    ]);
    expect(calls).toBe(0);
  });

  it("whose schema cannot be used goes to the server, with a note in the log", async () => {
    const odd: FakeTool = {
      listed: { inputSchema: { type: "object", $ref: "https://example.com/x" } },
      call: () => text("done"),
    };
    await using world = hostOf({ memory: mcpProgram({ odd }) });
    expect(await world.host.callTool("memory", "odd", { n: 1 })).toEqual(text("done"));
    expect(world.log.text).toContain("warn: The arguments of odd are not checked");
  });

  it("that the tool itself calls an error is a result", async () => {
    const broken: FakeTool = { call: () => ({ ...text("no such file"), isError: true }) };
    await using world = hostOf({ memory: mcpProgram({ broken }) });
    expect(await world.host.callTool("memory", "broken", {})).toMatchObject({ isError: true });
  });

  it("that the server answers with an error fails with its code and data", async () => {
    const broken: FakeTool = {
      call: () => {
        throw new RpcError(-32042, "Out of cheese", { left: 0 });
      },
    };
    await using world = hostOf({ memory: mcpProgram({ broken }) });
    const failure = await failureOf(world.host.callTool("memory", "broken", {}));
    expect(failure).toMatchObject({
      code: "serverError",
      rpc: { code: -32042, data: { left: 0 } },
    });
    expect(failure.message).toBe(
      "The server answered the call of broken with an error: Out of cheese",
    );
    expect(kindOf(world.host, "memory")).toBe("running");
  });

  it("fails with timeout when no answer comes", async () => {
    await using world = hostOf({ memory: mcpProgram({ hang }) }, { timeouts: { requestMs: 100 } });
    const failure = await failureOf(world.host.callTool("memory", "hang", {}));
    expect(failure).toMatchObject({
      code: "timeout",
      message: "No answer to the call of hang within 0.1 s.",
    });
  });

  it("reports progress, and progress starts its time anew", async () => {
    const slow: FakeTool = {
      call: async (_, { io, meta }) => {
        for (let step = 1; step <= 6; step += 1) {
          await new Promise((resolve) => setTimeout(resolve, 60));
          const params = { progressToken: meta["progressToken"], progress: step, total: 6 };
          say(io, { method: "notifications/progress", params });
        }
        return text("done");
      },
    };
    await using world = hostOf({ memory: mcpProgram({ slow }) }, { timeouts: { requestMs: 250 } });
    const seen: Progress[] = [];
    const onProgress = (progress: Progress): void => void seen.push(progress);
    expect(await world.host.callTool("memory", "slow", {}, { onProgress })).toEqual(text("done"));
    expect(seen.map(({ progress, total }) => `${progress}/${total}`)).toContain("5/6");
  });

  it("hears of all progress, also of what comes in one piece with the result", async () => {
    const quick: FakeTool = {
      call: (_, { io, id, meta: { progressToken } }) => {
        const steps = [1, 2, 3].map((progress) => ({
          ...{ jsonrpc: "2.0", method: "notifications/progress" },
          params: { progressToken, progress },
        }));
        const lines = [...steps, { jsonrpc: "2.0", id, result: text("done") }];
        io.stdout(lines.map((line) => `${JSON.stringify(line)}\n`).join(""));
        return never();
      },
    };
    await using world = hostOf({ memory: mcpProgram({ quick }) });
    const seen: number[] = [];
    const onProgress = ({ progress }: Progress): void => void seen.push(progress);
    await world.host.callTool("memory", "quick", {}, { onProgress });
    expect(seen).toEqual([1, 2, 3]);
  });

  it("that is cancelled is cancelled at the server too", async () => {
    const cancelled: string[] = [];
    const wait: FakeTool = {
      call: (_, { cancelled: signal, io }) =>
        new Promise(() => {
          io.stderr("begun\n");
          signal.addEventListener("abort", () => cancelled.push("wait"));
        }),
    };
    await using world = hostOf({ memory: mcpProgram({ wait, echo }) });
    const cancel = new AbortController();
    const call = failureOf(world.host.callTool("memory", "wait", {}, { signal: cancel.signal }));
    await expect.poll(() => world.log.text).toContain("begun");
    cancel.abort();
    expect((await call).code).toBe("cancelled");
    await expect.poll(() => cancelled).toEqual(["wait"]);
    expect(await world.host.callTool("memory", "echo", { message: "on" })).toEqual(text("on"));
  });

  it("that was cancelled before it began is not sent", async () => {
    let calls = 0;
    const count: FakeTool = { call: () => text(String((calls += 1))) };
    await using world = hostOf({ memory: mcpProgram({ count }) });
    await world.host.start("memory");
    const signal = AbortSignal.abort();
    expect((await failureOf(world.host.callTool("memory", "count", {}, { signal }))).code).toBe(
      "cancelled",
    );
    await world.host.callTool("memory", "count", {});
    expect(calls).toBe(1);
  });

  it("fails at once when its server is stopped", async () => {
    await using world = hostOf({ memory: mcpProgram({ hang }) });
    const call = failureOf(world.host.callTool("memory", "hang", {}));
    await expect.poll(() => kindOf(world.host, "memory")).toBe("running");
    await world.host.stop("memory");
    expect(await call).toMatchObject({ code: "cancelled", message: "The server was stopped." });
  });
});

describe("a result", () => {
  const output = {
    type: "object",
    properties: { n: { type: "number" } },
    required: ["n"],
  };
  const giving = (result: object, outputSchema: object = output): FakeTool => ({
    listed: { outputSchema },
    call: () => result,
  });

  it("keeps fields and content kinds that nobody knows, byte for byte", async () => {
    const result = {
      content: [
        {
          type: "text",
          text: "a",
          annotations: { audience: ["user"], priority: 0.5, ours: 1 },
          x: 1,
        },
        { type: "image", data: "AAAA", mimeType: "image/png", _meta: { "a/b": [1] } },
        { type: "audio", data: "AAAA", mimeType: "audio/wav" },
        { type: "resource_link", uri: "file:///a", name: "a", size: 3, icons: [{ src: "data:," }] },
        { type: "resource", resource: { uri: "x:y", text: "t", mimeType: "text/x", extra: null } },
        { type: "hologram", depth: { z: [1, 2, 3] } },
      ],
      structuredContent: [1, "two", null],
      resultType: "complete",
      _meta: { progressToken: { not: "a token" }, "io.example/trace": "1" },
      later: { revision: true },
    };
    await using world = hostOf({ memory: mcpProgram({ all: { call: () => result } }) });
    expect(await world.host.callTool("memory", "all", {})).toEqual(result);
  });

  it("keeps what the server said of its tools, all of it", async () => {
    const listed = {
      title: "Tool",
      inputSchema: { type: "object", "x-ours": [1], $defs: {} },
      annotations: { readOnlyHint: true, unheardOf: 1 },
      icons: [{ src: "data:,", sizes: ["1x1"] }],
      execution: { taskSupport: "optional" },
      _meta: { "a/b": 1 },
      later: null,
    };
    await using world = hostOf({ memory: mcpProgram({ all: { ...echo, listed } }) });
    expect(await world.host.tools("memory")).toEqual([{ name: "all", ...listed }]);
  });

  it("with structured content that fits is given as it is", async () => {
    const result = { ...text("1"), structuredContent: { n: 1, more: true } };
    await using world = hostOf({ memory: mcpProgram({ one: giving(result) }) });
    expect(await world.host.callTool("memory", "one", {})).toEqual(result);
  });

  it("that breaks the tool's own schema fails, and the result is in the failure", async () => {
    const result = { ...text("1"), structuredContent: { n: "1" } };
    await using world = hostOf({ memory: mcpProgram({ one: giving(result) }) });
    const failure = await failureOf(world.host.callTool("memory", "one", {}));
    expect(failure).toMatchObject({ code: "invalidResult", result });
    expect(failure.problems[0]).toEqual({
      path: "/n",
      message: "must be a number, but is a string",
    });
  });

  it("without the structured content that was promised fails, unless it is an error", async () => {
    const lost = giving(text("1"));
    const error = giving({ ...text("no"), isError: true });
    await using world = hostOf({ memory: mcpProgram({ lost, error }) });
    const failure = await failureOf(world.host.callTool("memory", "lost", {}));
    expect(failure).toMatchObject({ code: "invalidResult", result: text("1") });
    expect(await world.host.callTool("memory", "error", {})).toMatchObject({ isError: true });
  });

  it("without content has empty content", async () => {
    const result = { structuredContent: { n: 1 } };
    await using world = hostOf({ memory: mcpProgram({ one: giving(result) }) });
    expect(await world.host.callTool("memory", "one", {})).toEqual({ ...result, content: [] });
  });

  it.each([[null], ["text"], [[]], [{ content: "text" }], [{ content: [{ kind: "text" }] }]])(
    "that is none fails: %j",
    async (result) => {
      await using world = hostOf({ memory: mcpProgram({ odd: { call: () => result } }) });
      expect((await failureOf(world.host.callTool("memory", "odd", {}))).code).toBe("protocol");
    },
  );
});
