import { describe, expect, it } from "vitest";
import type { Progress } from "../../../src/mcp/server.ts";
import { failureOf, fixture, hostIn, providers, sharedHost, textOf } from "./hostIn.ts";

describe.each(providers)("in %s, a call", (provider) => {
  it("goes to a small server and comes back", async () => {
    await using world = await hostIn(provider, [fixture("echo.mjs")]);
    expect(textOf(await world.host.callTool("echo", "echo", { message: "hi" }))).toBe("hi");
    const failure = await failureOf(world.host.callTool("echo", "echo", { message: 1 }));
    expect(failure.problems).toEqual([
      { path: "/message", message: "must be a string, but is a number" },
    ]);
  });

  it("goes to many at once, and each answer finds its call", async () => {
    await using world = await hostIn(provider, [fixture("echo.mjs")]);
    const words = Array.from({ length: 200 }, (_, index) => `call ${index}`);
    const results = await Promise.all(
      words.map((message) => world.host.callTool("echo", "echo", { message })),
    );
    expect(results.map(textOf)).toEqual(words);
  });

  it("survives characters that are cut in the middle", async () => {
    await using world = await hostIn(provider, [fixture("split.mjs")]);
    const message = "Grüße, 世界 🌍👨‍👩‍👧";
    expect(textOf(await world.host.callTool("split", "echo", { message }))).toBe(message);
  });

  it("carries lines of 10 MB both ways", async () => {
    await using world = await hostIn(provider, [fixture("large.mjs")]);
    const large = await world.host.callTool("large", "large", { megabytes: 10 });
    expect(textOf(large)).toHaveLength(10 * 1024 * 1024);
    const message = "y".repeat(10 * 1024 * 1024);
    expect(textOf(await world.host.callTool("large", "length", { message }))).toBe("10485760");
  });

  it("is not disturbed by noise between the messages", async () => {
    await using world = await hostIn(provider, [fixture("noise.mjs")]);
    expect(textOf(await world.host.callTool("noise", "echo", { message: "hi" }))).toBe("hi");
    expect(world.log.text).toContain("Skipped output that is no MCP message: Server ready \\u0007");
    expect(world.log.text).not.toContain("\u001b");
  });

  it.each(["stderr", "stdout"])("comes through a flood on %s", async (stream) => {
    await using world = await hostIn(provider, [fixture("flood.mjs")]);
    const lines = 50_000;
    expect(textOf(await world.host.callTool("flood", stream, { lines }))).toBe("done");
    expect(world.log.lines.length).toBeLessThan(10_000);
    await world.host.stop("flood");
    expect(world.log.text).toMatch(/… \d+ more lines were left out/);
  });

  it("keeps every kind of content as it came", async () => {
    await using world = await hostIn(provider, [fixture("kinds.mjs")]);
    const result = await world.host.callTool("kinds", "all", {});
    expect(result.content.map(({ type }) => type)).toEqual([
      ...["text", "image", "audio", "resource", "resource", "resource_link", "from_the_future"],
    ]);
    expect(result.content[0]).toEqual({
      type: "text",
      text: "Grüße, 世界 🌍 \u0000 \u2028",
      annotations: {
        audience: ["user", "assistant"],
        priority: 0.7,
        lastModified: "2026-01-01T00:00:00Z",
      },
      _meta: { "a/b": 1 },
    });
    expect(result.content.at(-1)).toMatchObject({ numbers: [1e21, -0.5, 12_345_678_901_234] });
    expect(result).toMatchObject({ extra: "kept", _meta: { "example.com/trace": "abc" } });
    expect(result.structuredContent).toEqual({ list: [1, "two", null, { three: 3 }] });
  });

  it("has its structured output checked", async () => {
    await using world = await hostIn(provider, [fixture("structured.mjs")]);
    const call = (tool: string) => world.host.callTool("structured", tool, {});
    expect(await call("valid")).toMatchObject({ structuredContent: { celsius: 21 } });
    const invalid = await failureOf(call("invalid"));
    expect(invalid).toMatchObject({ code: "invalidResult" });
    expect(invalid.result).toMatchObject({ structuredContent: { celsius: "hot", sky: "green" } });
    expect((await failureOf(call("missing"))).code).toBe("invalidResult");
    expect(await call("error")).toMatchObject({ isError: true });
  });

  it("tells errors of the protocol from answers that are none", async () => {
    await using world = await hostIn(provider, [fixture("errors.mjs")]);
    const call = (tool: string, args = {}) => world.host.callTool("errors", tool, args);
    const error = { code: -32_099, message: "Too hot", data: { celsius: 90 } };
    expect(await failureOf(call("fail", error))).toMatchObject({
      code: "serverError",
      rpc: { code: -32_099, data: { celsius: 90 } },
    });
    expect((await failureOf(call("nothing"))).code).toBe("protocol");
    expect((await failureOf(call("wrong"))).code).toBe("protocol");
    expect(await call("stray")).toEqual({ content: [] });
  });

  it("reports its progress", async () => {
    await using world = await hostIn(provider, [fixture("slow.mjs")]);
    const seen: Progress[] = [];
    const onProgress = (progress: Progress): void => void seen.push(progress);
    await world.host.callTool("slow", "work", { steps: 5 }, { onProgress });
    expect(seen).toHaveLength(5);
    expect(seen[2]).toEqual({ progress: 3, total: 5, message: "step 3" });
  });

  it("that is cancelled stops the work at the server, and the server goes on", async () => {
    await using world = await hostIn(provider, [fixture("slow.mjs")]);
    const cancel = new AbortController();
    const options = { signal: cancel.signal };
    const call = failureOf(world.host.callTool("slow", "work", { steps: 10_000 }, options));
    await expect.poll(() => world.log.text).toContain("working");
    cancel.abort();
    expect((await call).code).toBe("cancelled");
    await expect.poll(() => world.log.text).toMatch(/stopped at \d+/);
    expect(textOf(await world.host.callTool("slow", "echo", { message: "on" }))).toBe("on");
  });
});

it("a call fails clearly when the answer is larger than can be taken", async () => {
  await using world = await hostIn("bare", [
    fixture("large.mjs", [], { timeouts: { requestMs: 60_000 } }),
  ]);
  const failure = await failureOf(world.host.callTool("large", "large", { megabytes: 65 }));
  expect(failure).toMatchObject({
    code: "protocol",
    message: "The server sent a message of more than 64 MB.",
  });
});

describe.each(providers)("in %s, a server that asks", (provider) => {
  const world = sharedHost(provider, [fixture("asker.mjs")]);
  const refused = { error: { code: -32_601 } };

  it.each([
    ["elicitation/create", { message: "?", requestedSchema: { type: "object", properties: {} } }],
    ["sampling/createMessage", { messages: [], maxTokens: 1 }],
    ["roots/list", {}],
    ["unheard/of", {}],
  ])("%s is told that there is no such method", async (method, params) => {
    const answer = await world().host.callTool("asker", "ask", { method, params });
    expect(JSON.parse(textOf(answer))).toMatchObject(refused);
  });

  it("whether we live is answered, and finds no capability declared", async () => {
    const { host } = world();
    const answer = await host.callTool("asker", "ask", { method: "ping" });
    expect(JSON.parse(textOf(answer))).toMatchObject({ result: {} });
    const { state } = host.server("asker") ?? {};
    expect(state).toMatchObject({ kind: "running", info: { title: "{}" } });
  });

  it("has its log messages in the log, by their level", async () => {
    const { host, log } = world();
    await host.callTool("asker", "log", { level: "critical", data: { fire: true } });
    await host.callTool("asker", "log", { level: "notice", data: "smoke" });
    await expect.poll(() => log.lines).toContain('error: fixture: {"fire":true}');
    expect(log.lines).toContain("info: fixture: smoke");
    expect(textOf(await host.callTool("asker", "level", {}))).toBe("info");
  });
});
