import { describe, expect, it } from "vitest";
import type { ServerNotice } from "../../../src/mcp/host.ts";
import type { Progress } from "../../../src/mcp/server.ts";
import { say } from "../../fakes/jsonLines.ts";
import { type FakeTool, mcpProgram, RpcError, text } from "../../fakes/mcpProgram.ts";
import { failureOf, hostOf, kindOf, stateOf } from "./hostOf.ts";
import { modernProgram } from "./modernProgram.ts";

const methods = [
  ...["prompts/list", "prompts/get", "resources/list", "resources/templates/list"],
  ...["resources/read", "completion/complete", "example.com/own", "tasks/get"],
];
/** Nothing that a schema of any revision would take for a result of these. */
const odd = { resultType: "complete", later: [null], _meta: { "a/b": 1 }, prompts: "?", ttlMs: -1 };

describe.each([
  ["2025-11-25", mcpProgram],
  ["2026-07-28", modernProgram],
])("a request to a server of %s", (revision, program) => {
  it("comes back with exactly what the server gave, whatever the method", async () => {
    const answers = Object.fromEntries(
      methods.map((method) => [method, (params: object) => ({ ...odd, method, params })]),
    );
    await using world = hostOf({ memory: program({}, answers) });
    for (const method of methods) {
      const params = { name: "a", own: { deep: [1] } };
      const result = await world.host.request("memory", method, params);
      expect(result).toMatchObject({ ...odd, method, params });
    }
    const { info } = stateOf(world.host, "memory", "running");
    expect(info.protocolVersion).toBe(revision);
  });

  it("keeps a result that is no object", async () => {
    await using world = hostOf({ memory: program({}, { "prompts/list": () => null }) });
    expect(await world.host.request("memory", "prompts/list", {})).toBeNull();
  });

  it("fails with the server's own code and data", async () => {
    const refuse = (): never => {
      throw new RpcError(-32_602, "No such resource", { uri: "x:y" });
    };
    await using world = hostOf({ memory: program({}, { "resources/read": refuse }) });
    const failure = await failureOf(world.host.request("memory", "resources/read", { uri: "x:y" }));
    expect(failure).toMatchObject({
      code: "serverError",
      message: "The server answered resources/read with an error: No such resource",
      rpc: { code: -32_602, data: { uri: "x:y" } },
    });
  });

  it("fails when no answer comes, and when it is cancelled", async () => {
    const never = (): Promise<never> => new Promise(() => {});
    const timeouts = { requestMs: 100 };
    await using world = hostOf({ memory: program({}, { "prompts/list": never }) }, { timeouts });
    const failure = await failureOf(world.host.request("memory", "prompts/list", {}));
    expect(failure.message).toBe("No answer to prompts/list within 0.1 s.");
    const signal = AbortSignal.abort();
    const cancelled = failureOf(world.host.request("memory", "prompts/list", {}, { signal }));
    expect((await cancelled).code).toBe("cancelled");
  });

  it("carries its sender's metadata and reports progress", async () => {
    const answer: Parameters<typeof program>[1] = {
      "prompts/get": ({ _meta }, io) => {
        const { progressToken } = _meta as { progressToken: unknown };
        say(io, { method: "notifications/progress", params: { progressToken, progress: 1 } });
        return { _meta };
      },
    };
    await using world = hostOf({ memory: program({}, answer) });
    const seen: Progress[] = [];
    const onProgress = (progress: Progress): void => void seen.push(progress);
    const params = { name: "p", _meta: { progressToken: "mine", traceparent: "00-1" } };
    const result = await world.host.request("memory", "prompts/get", params, { onProgress });
    expect(result).toMatchObject({ _meta: { traceparent: "00-1" } });
    expect(result).not.toMatchObject({ _meta: { progressToken: "mine" } });
    expect(seen).toEqual([{ progress: 1 }]);
  });

  it("counts as a call while it lasts", async () => {
    const answers: (() => void)[] = [];
    const wait = () => new Promise((resolve) => answers.push(() => resolve({})));
    await using world = hostOf({ memory: program({}, { "prompts/list": wait }) });
    const request = world.host.request("memory", "prompts/list", {});
    await expect.poll(() => answers.length).toBe(1);
    expect(stateOf(world.host, "memory", "running").calls).toBe(1);
    answers[0]?.();
    await request;
    expect(stateOf(world.host, "memory", "running").calls).toBe(0);
  });

  it("that the host makes in its own way is refused, and starts nothing", async () => {
    await using world = hostOf({ memory: program() });
    for (const method of ["tools/call", "tools/list", "initialize", "ping"])
      expect((await failureOf(world.host.request("memory", method, {}))).code).toBe("usage");
    expect(kindOf(world.host, "memory")).toBe("stopped");
  });

  it("finds all capabilities that the server declared", async () => {
    const declared = { tools: { own: 1 }, prompts: {}, extensions: { "a/b": {} }, unheardOf: [1] };
    await using world = hostOf({ memory: program({}, {}, declared) });
    await world.host.start("memory");
    expect(stateOf(world.host, "memory", "running").info.capabilities).toEqual(declared);
  });

  it("that is a raw call checks neither arguments nor result, and sends the metadata", async () => {
    const result = { structuredContent: { n: "1" }, content: [{ no: "type" }], odd };
    const broken: FakeTool = {
      listed: {
        inputSchema: { type: "object", required: ["n"] },
        outputSchema: { type: "object", properties: { n: { type: "number" } } },
      },
      call: (args, { meta }) => ({ ...result, args, trace: meta["traceparent"] }),
    };
    await using world = hostOf({ memory: program({ broken }) });
    const options = { raw: true, meta: { traceparent: "00-2", progressToken: 1 } };
    const given = await world.host.callTool("memory", "broken", { m: 1 }, options);
    expect(given).toEqual({ ...result, args: { m: 1 }, trace: "00-2" });
    const unknown = await failureOf(world.host.callTool("memory", "gone", {}, options));
    expect(unknown).toMatchObject({ code: "serverError", rpc: { code: -32_602 } });
    expect((await failureOf(world.host.callTool("memory", "broken", {}))).code).toBe(
      "invalidArguments",
    );
  });
});

describe("what a server says unasked", () => {
  const saying = (...said: readonly object[]): FakeTool => ({
    call: (_, { io }) => {
      for (const message of said) say(io, message);
      return text("said");
    },
  });
  const said = [
    { method: "notifications/resources/updated", params: { uri: "x:y", own: 1 } },
    { method: "notifications/prompts/list_changed" },
    { method: "notifications/resources/list_changed", params: {} },
    { method: "notifications/tools/list_changed" },
    { method: "notifications/message", params: { level: "odd", data: { a: [1] } } },
    { method: "notifications/elicitation/complete", params: { elicitationId: "e" } },
    { method: "notifications/example.com/own", params: { odd: null } },
  ];

  it("is told in its own words and in order, with the server's name, but for progress", async () => {
    const progress = { progressToken: 0, progress: 1 };
    const tool = saying(...said, { method: "notifications/progress", params: progress });
    await using world = hostOf({ memory: mcpProgram({ tool }) });
    const heard: ServerNotice[] = [];
    world.host.onDidNotify((notice) => void heard.push(notice));
    await world.host.callTool("memory", "tool", {});
    expect(heard).toEqual(said.map((notice) => ({ server: "memory", ...notice })));
  });

  it("is told from the very start on", async () => {
    const early = mcpProgram(
      {},
      {
        initialize: ({ protocolVersion }, io) => {
          const serverInfo = { name: "early", version: "1" };
          setImmediate(() => say(io, { method: "notifications/message", params: { data: "up" } }));
          return { protocolVersion, capabilities: {}, serverInfo };
        },
      },
    );
    await using world = hostOf({ early });
    const heard: ServerNotice[] = [];
    world.host.onDidNotify((notice) => void heard.push(notice));
    await world.host.start("early");
    await expect.poll(() => heard.length).toBe(1);
    expect(world.log.lines).toContain("info: up");
  });

  it("does no harm to the server when a listener fails", async () => {
    await using world = hostOf({ memory: mcpProgram({ tool: saying(...said) }) });
    world.host.onDidNotify(() => {
      throw new Error("My mistake.");
    });
    expect(await world.host.callTool("memory", "tool", {})).toEqual(text("said"));
    expect(world.log.lines).toContain("error: A listener failed: My mistake.");
  });
});
