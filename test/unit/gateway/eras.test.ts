import { Client, StreamableHTTPClientTransport } from "@modelcontextprotocol/client";
import { describe, expect, it } from "vitest";
import { silent } from "../../../src/base/log.ts";
import { Gateway } from "../../../src/gateway/http/gateway.ts";
import { Relays } from "../../../src/gateway/relays.ts";
import { MemoryBackend, type MemoryServer } from "../../fakes/memoryBackend.ts";

const token = "token-of-the-tests-0123456789";
const eras = ["legacy", "modern"] as const;
type Era = (typeof eras)[number];

/** A server in memory behind the gateway, and clients of both eras to it. */
async function serving(make: (relays: Relays) => MemoryServer) {
  const relays = new Relays({ log: silent });
  const backend = new MemoryBackend({ a: make(relays) });
  relays.bind(backend);
  const gateway = await Gateway.listen({ token, version: "1", log: silent });
  gateway.add("/mcp", relays.to("a"));
  const clients: Client[] = [];
  const connect = async (era: Era, capabilities: object = {}): Promise<Client> => {
    const mode = era === "legacy" ? era : { pin: "2026-07-28" };
    const client = new Client(
      { name: era, version: "1" },
      { capabilities, versionNegotiation: { mode } },
    );
    client.setRequestHandler("ping", () => ({}));
    clients.push(client);
    const requestInit = { headers: { Authorization: `Bearer ${token}` } };
    await client.connect(
      new StreamableHTTPClientTransport(new URL(`${gateway.origin}/mcp`), { requestInit }),
    );
    return client;
  };
  const close = async (): Promise<void> => {
    for (const client of clients) await client.close();
    await gateway[Symbol.asyncDispose]();
  };
  return { backend, connect, [Symbol.asyncDispose]: close };
}

const said = (words: string) => ({ content: [{ type: "text", text: words }] });
const question = {
  mode: "form",
  message: "Who?",
  requestedSchema: { type: "object", properties: {} },
};

/** A tool that asks its client twice, and once both at a time. */
const asking = (relays: Relays): MemoryServer => ({
  tools: {
    t: async (_, { id, signal }) => {
      const context = {
        signal: signal ?? new AbortController().signal,
        ...(id !== undefined && { call: id }),
      };
      const ask = (message: string) =>
        relays.answer("a", "elicitation/create", { ...question, message }, context);
      const first = await ask("first");
      const others = await Promise.all([ask("second"), ask("third")]);
      return said(JSON.stringify([first, ...others]));
    },
  },
});

describe.each(eras)("a %s client", (era) => {
  it("answers a server's questions within the call", async () => {
    await using world = await serving(asking);
    const client = await world.connect(era, { elicitation: { form: {} } });
    client.setRequestHandler("elicitation/create", async ({ params }) => ({
      ...{ action: "accept", content: { to: params.message } },
    }));
    const { content } = await client.callTool({ name: "t", arguments: {} });
    const answer = (to: string) => ({ action: "accept", content: { to } });
    expect(content).toEqual(
      said(JSON.stringify([answer("first"), answer("second"), answer("third")])).content,
    );
    expect(world.backend.requests).toHaveLength(1);
  });

  it("that cannot answer makes the question fail, not the gateway", async () => {
    await using world = await serving(asking);
    const client = await world.connect(era);
    await expect(client.callTool({ name: "t", arguments: {} })).rejects.toMatchObject({
      code: -32601,
    });
    expect((await client.listTools()).tools).toHaveLength(1);
  });

  it("hears of a resource that it subscribed to, and of no other", async () => {
    await using world = await serving(() => ({
      capabilities: { resources: { subscribe: true }, tools: {} },
      answers: { "resources/subscribe": () => ({}), "resources/unsubscribe": () => ({}) },
    }));
    const client = await world.connect(era);
    const heard: string[] = [];
    client.setNotificationHandler(
      "notifications/resources/updated",
      ({ params: { uri } }) => void heard.push(uri),
    );
    if (era === "legacy") await client.subscribeResource({ uri: "x://1" });
    else await client.listen({ resourceSubscriptions: ["x://1"] });
    await expect
      .poll(() => world.backend.requests)
      .toEqual(['a resources/subscribe {"uri":"x://1"}']);
    const method = "notifications/resources/updated";
    // The stream of a legacy client opens a moment after its handshake.
    await expect
      .poll(() => {
        world.backend.notify({ server: "a", method, params: { uri: "x://2" } });
        world.backend.notify({ server: "b", method, params: { uri: "x://1" } });
        world.backend.notify({ server: "a", method, params: { uri: "x://1" } });
        return heard.length;
      })
      .toBeGreaterThan(0);
    expect(new Set(heard)).toEqual(new Set(["x://1"]));
    await client.close();
    await expect
      .poll(() => world.backend.requests.at(-1), { timeout: 3000 })
      .toMatch(era === "modern" ? /unsubscribe/ : /subscribe/);
  });

  it("has its call end at the server when it goes away", async () => {
    let aborted = false;
    await using world = await serving(() => ({
      tools: {
        t: (_, { signal }) =>
          new Promise(() => {
            signal?.addEventListener("abort", () => (aborted = true));
          }),
      },
    }));
    const client = await world.connect(era);
    const gone = new AbortController();
    const call = client.callTool({ name: "t", arguments: {} }, { signal: gone.signal });
    call.catch(() => {}); // it is gone
    await expect.poll(() => world.backend.requests).toHaveLength(1);
    gone.abort();
    await expect.poll(() => aborted).toBe(true);
  });
});

it("a structured result that is no object reaches each client as its revision has it", async () => {
  const result = { content: [], structuredContent: [1, 2] };
  await using world = await serving(() => ({ tools: { t: () => result } }));
  const call = { name: "t", arguments: {} };
  const legacy = await (await world.connect("legacy")).callTool(call);
  expect(legacy).toMatchObject({ structuredContent: { result: [1, 2] } });
  const modern = await (await world.connect("modern")).callTool(call);
  expect(modern).toMatchObject({ structuredContent: [1, 2] });
});

describe("log messages", () => {
  const levels = ["debug", "warning", "error"];

  it("reach a legacy client from the level on that it set", async () => {
    await using world = await serving(() => ({ capabilities: { logging: {}, tools: {} } }));
    const client = await world.connect("legacy");
    const heard: unknown[] = [];
    client.setNotificationHandler(
      "notifications/message",
      ({ params }) => void heard.push(params.level),
    );
    await client.request({ method: "logging/setLevel", params: { level: "warning" } });
    await expect
      .poll(() => {
        for (const level of levels)
          world.backend.notify({
            server: "a",
            method: "notifications/message",
            params: { level, data: 1 },
          });
        return heard.length;
      })
      .toBeGreaterThan(1);
    expect(new Set(heard)).toEqual(new Set(["warning", "error"]));
  });

  it("reach a modern client with the call that asks for them", async () => {
    const world: { backend?: MemoryBackend } = {};
    await using served = await serving(() => ({
      capabilities: { logging: {}, tools: {} },
      tools: {
        t: () => {
          for (const level of levels)
            world.backend?.notify({
              server: "a",
              method: "notifications/message",
              params: { level, data: 1 },
            });
          return said("logged");
        },
      },
    }));
    world.backend = served.backend;
    const client = await served.connect("modern");
    const heard: unknown[] = [];
    client.setNotificationHandler(
      "notifications/message",
      ({ params }) => void heard.push(params.level),
    );
    await client.callTool({ name: "t", arguments: {} });
    expect(heard).toEqual([]);
    const _meta = { "io.modelcontextprotocol/logLevel": "error" };
    await client.callTool({ name: "t", arguments: {}, _meta });
    await expect.poll(() => heard).toEqual(["error"]);
  });
});

it("a state that nobody gave out is refused", async () => {
  await using world = await serving(asking);
  const client = await world.connect("modern");
  const guess = { name: "t", arguments: {}, requestState: "guessed" };
  const call = client.callTool(guess);
  await expect(call).rejects.toMatchObject({ code: -32602 });
  expect(world.backend.requests).toEqual([]);
});
