import { join } from "node:path";
import type { Client as ModernClient } from "@modelcontextprotocol/client";
import { Client } from "@modelcontextprotocol/sdk/client/index.js";
import { StdioClientTransport } from "@modelcontextprotocol/sdk/client/stdio.js";
import { afterAll, beforeAll, describe, expect, it, vi } from "vitest";
import { fixture, packaged } from "../host/hostIn.ts";
import { GatewayWorld, legacyClient } from "./gatewayIn.ts";

type AnyClient = Client | ModernClient;

const everything = join(
  import.meta.dirname,
  "../../../node_modules/@modelcontextprotocol/server-everything/dist/index.js",
);
const clients: Record<string, (world: GatewayWorld) => Promise<AnyClient>> = {
  "v1 over Streamable HTTP": (world) => world.legacy("http"),
  "v1 over HTTP+SSE": (world) => world.legacy("sse"),
  "v2 of 2025": (world) => world.modern("legacy"),
  "v2 of 2026-07-28": (world) => world.modern("modern"),
};

/** Every kind of content that the reference server has. */
const calls: readonly { readonly name: string; readonly arguments: Record<string, unknown> }[] = [
  { name: "echo", arguments: { message: "Grüße, 世界 🌍 \u2028" } },
  { name: "get-tiny-image", arguments: {} },
  { name: "get-structured-content", arguments: { location: "Chicago" } },
  { name: "get-annotated-message", arguments: { messageType: "error", includeImage: true } },
  { name: "get-resource-reference", arguments: { resourceType: "Blob", resourceId: 2 } },
  { name: "get-resource-links", arguments: { count: 3 } },
  { name: "get-sum", arguments: { a: "wrong" } },
  { name: "trigger-elicitation-request", arguments: {} },
  { name: "trigger-sampling-request", arguments: { prompt: "p", maxTokens: 5 } },
];

/** What changes from one moment to the next, and what 2026-07-28 adds to each result. */
function steady(value: unknown): unknown {
  const text = JSON.stringify(value, (key, part: unknown) => {
    if (key === "io.modelcontextprotocol/serverInfo") return undefined;
    // The time stands in these, too.
    if (key === "blob") return Buffer.from(String(part), "base64").toString("latin1");
    const { _meta, ...rest } = Object(part) as Record<string, unknown>;
    const isStamp =
      JSON.stringify(Object.keys({ ...(_meta as object) })) ===
      '["io.modelcontextprotocol/serverInfo"]';
    return isStamp ? rest : part;
  });
  return JSON.parse(text.replaceAll(/\d+:\d+:\d+ [AP]M|"lastModified":"[^"]*"/g, "…"));
}

const offers = async (client: AnyClient) => ({
  tools: (await client.listTools()).tools,
  prompts: (await client.listPrompts()).prompts,
  resources: (await client.listResources()).resources,
  templates: (await client.listResourceTemplates()).resourceTemplates,
  prompt: await client.getPrompt({ name: "args-prompt", arguments: { city: "Oslo" } }),
  read: await client.readResource({ uri: "demo://resource/dynamic/text/1" }),
  completed: await client.complete({
    ref: { type: "ref/prompt", name: "completable-prompt" },
    argument: { name: "department", value: "E" },
  }),
});

describe.each(["bare", "jail"] as const)("through the gateway to a server in %s", (provider) => {
  let world: GatewayWorld;
  let bare: Client;
  beforeAll(async () => {
    world = await GatewayWorld.make(provider, [packaged("everything")]);
    const transport = new StdioClientTransport({
      command: process.execPath,
      args: [everything, "stdio"],
      stderr: "ignore",
    });
    bare = await legacyClient(transport);
    // The reference server offers some tools only once it has heard what its client can do.
    await vi.waitUntil(async () => (await bare.listTools()).tools.length > 14, { timeout: 10_000 });
  });
  afterAll(async () => {
    await bare.close();
    await world[Symbol.asyncDispose]();
  });

  describe.each(Object.keys(clients))("%s", (kind) => {
    let client: AnyClient;
    beforeAll(async () => {
      client = await (clients[kind] ?? (() => Promise.reject(new Error(kind))))(world);
    });

    it.each(calls)("gets from $name what the server said", async (call) => {
      const direct = await bare.callTool(call);
      expect(steady(await client.callTool(call))).toEqual(steady(direct));
    });

    it("gets every list, prompt, resource and completion as the server has them", async () => {
      const [here, there] = [await offers(client), await offers(bare)];
      const withoutExecution = (tools: readonly object[]) =>
        tools.map((tool) => ({ ...tool, execution: undefined }));
      // 2026-07-28 has no `execution`, and the server counts its reads by the time.
      expect(withoutExecution(here.tools)).toEqual(withoutExecution(there.tools));
      for (const key of ["prompts", "resources", "templates"] as const)
        expect(here[key]).toEqual(there[key]);
      expect(here.prompt.messages).toEqual(there.prompt.messages);
      expect(steady(here.read.contents)).toEqual(steady(there.read.contents));
      expect(here.completed.completion).toEqual(there.completed.completion);
    });

    it("hears of progress", async () => {
      const heard: unknown[] = [];
      const long = {
        name: "trigger-long-running-operation",
        arguments: { duration: 0.4, steps: 2 },
      };
      const onprogress = (progress: unknown) => void heard.push(progress);
      if (client instanceof Client) await client.callTool(long, undefined, { onprogress });
      else await client.callTool(long, { onprogress });
      expect(heard).toEqual(expect.arrayContaining([{ progress: 1, total: 2 }]));
    });
  });
});

describe("a call through the gateway", () => {
  it.each(["legacy", "modern"] as const)("is cancelled at the server (%s)", async (era) => {
    await using world = await GatewayWorld.make("bare", [fixture("slow.mjs")]);
    const client = await world.modern(era);
    const { tools } = await client.listTools();
    const cancel = new AbortController();
    expect(tools[0]?.name).toBe("work");
    const work = { name: "work", arguments: { steps: 1000 } };
    const call = client.callTool(work, { signal: cancel.signal });
    call.catch(() => {}); // it is looked at further down
    const state = () => {
      const now = world.host.server("slow")?.state;
      return now?.kind === "running" ? now.calls : undefined;
    };
    await expect.poll(state).toBe(1);
    cancel.abort();
    await expect(call).rejects.toThrow();
    await expect.poll(state).toBe(0);
    await expect.poll(() => world.log.text).toContain("stopped at");
  });

  it.each(["legacy", "modern"] as const)("tells of changed tools (%s)", async (era) => {
    await using world = await GatewayWorld.make("bare", [fixture("changing.mjs")]);
    const client = await world.modern(era);
    let changes = 0;
    client.setNotificationHandler("notifications/tools/list_changed", () => void changes++);
    if (era === "modern") await client.listen({ toolsListChanged: true });
    await client.listTools();
    await client.callTool({ name: "add", arguments: { name: "more" } });
    await expect.poll(() => changes).toBeGreaterThan(0);
    const { tools } = await client.listTools();
    expect(tools.map(({ name }) => name)).toEqual(["add", "more"]);
  });

  it("reaches the one of several servers that its prefix names", async () => {
    const servers = [fixture("echo.mjs"), fixture("changing.mjs")];
    await using world = await GatewayWorld.make("bare", servers, "");
    const client = await world.modern("modern");
    const { tools } = await client.listTools();
    expect(tools.map(({ name }) => name)).toEqual([
      "echo__echo",
      "echo__environment",
      "changing__add",
    ]);
    const result = await client.callTool({ name: "echo__echo", arguments: { message: "hi" } });
    expect(result.content).toEqual([{ type: "text", text: "hi" }]);
  });

  it("of 2025 and 2026 clients at once goes to one and the same server", async () => {
    await using world = await GatewayWorld.make("bare", [fixture("echo.mjs")]);
    const all = await Promise.all([
      world.legacy("http"),
      world.legacy("sse"),
      world.modern("modern"),
    ]);
    const results = await Promise.all(
      Array.from({ length: 60 }, async (_, at) => {
        const call = { name: "echo", arguments: { message: `call ${at}` } };
        const result = await all[at % 3]?.callTool(call);
        return ((result?.content ?? []) as { text: string }[])[0]?.text;
      }),
    );
    expect(results).toEqual(Array.from({ length: 60 }, (_, at) => `call ${at}`));
  });
});
