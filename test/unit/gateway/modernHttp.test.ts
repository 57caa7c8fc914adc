import { afterAll, beforeAll, expect, it } from "vitest";
import { silent } from "../../../src/base/log.ts";
import { Gateway } from "../../../src/gateway/http/gateway.ts";
import { Relays } from "../../../src/gateway/relays.ts";
import { MemoryBackend } from "../../fakes/memoryBackend.ts";

const revision = "2026-07-28";
const inputSchema = {
  type: "object",
  properties: { region: { type: "string", "x-mcp-header": "Region" } },
};

let gateway: Gateway;
const capabilities: unknown[] = [];
beforeAll(async () => {
  const backend = new MemoryBackend({
    a: {
      tools: {
        t: (_, options) => {
          capabilities.push(options.capabilities);
          return { resultType: "complete", content: [] };
        },
      },
    },
  });
  const list = backend.tools.bind(backend);
  backend.tools = async (name) => (await list(name)).map((tool) => ({ ...tool, inputSchema }));
  const relays = new Relays({ log: silent });
  relays.bind(backend);
  gateway = await Gateway.listen({ version: "1", log: silent });
  gateway.add("/mcp", relays.to("a"));
  await send("tools/list");
});
afterAll(() => gateway[Symbol.asyncDispose]());

/** Sends one request of 2026-07-28. */
async function send(method: string, params: object = {}, headers: Record<string, string> = {}) {
  const of = (name: string) => `io.modelcontextprotocol/${name}`;
  const _meta = {
    [of("protocolVersion")]: revision,
    [of("clientCapabilities")]: { sampling: {} },
  };
  const response = await fetch(`${gateway.origin}/mcp`, {
    method: "POST",
    headers: {
      ...{ "content-type": "application/json", accept: "application/json, text/event-stream" },
      ...{ "mcp-protocol-version": revision, "mcp-method": method, ...headers },
    },
    body: JSON.stringify({ jsonrpc: "2.0", id: 1, method, params: { _meta, ...params } }),
  });
  const json = (await response.json()) as { readonly error?: { readonly code: number } };
  return [response.status, json.error?.code];
}

const call = (region: string, header: Record<string, string>) =>
  send("tools/call", { name: "t", arguments: { region } }, { "mcp-name": "t", ...header });

it("a method that no server knows is answered with 404", async () => {
  expect(await send("unknown/method")).toEqual([404, -32601]);
  expect(await send("resources/subscribe", { uri: "test://a" })).toEqual([404, -32601]);
});

it("arguments that do not stand in the headers as their schema says are refused", async () => {
  expect(await call("north", { "mcp-param-region": "north" })).toEqual([200, undefined]);
  expect(await call("north", { "mcp-param-region": "south" })).toEqual([400, -32020]);
  expect(await call("north", {})).toEqual([400, -32020]);
});

it("a server hears what its client can be asked", () => {
  expect(capabilities).toEqual([{ sampling: {} }]);
});
