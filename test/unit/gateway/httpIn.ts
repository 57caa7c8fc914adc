import { silent } from "../../../src/base/log.ts";
import { Gateway, type GatewayOptions } from "../../../src/gateway/http/gateway.ts";
import { Relays } from "../../../src/gateway/relays.ts";
import { MemoryBackend } from "../../fakes/memoryBackend.ts";

export const token = "token-of-the-tests-0123456789";
const accept = "application/json, text/event-stream";

/** A gateway over one server in memory. */
export async function serving(options: Partial<GatewayOptions> = {}) {
  const backend = new MemoryBackend({ a: { tools: { t: () => ({ content: [] }) } } });
  const relays = new Relays({ log: silent });
  relays.bind(backend);
  const gateway = await Gateway.listen({ token, version: "1.2.3", log: silent, ...options });
  gateway.add("/mcp", relays.to("a"));
  return { backend, gateway };
}

export const initialize = {
  ...{ jsonrpc: "2.0", id: 1, method: "initialize" },
  params: {
    protocolVersion: "2025-11-25",
    capabilities: {},
    clientInfo: { name: "test", version: "1" },
  },
};
export const list = { jsonrpc: "2.0", id: 2, method: "tools/list" };

export interface Post {
  readonly body?: unknown;
  readonly headers?: Readonly<Record<string, string | undefined>>;
  readonly method?: string;
  readonly path?: string;
}

interface Answer {
  readonly error?: { readonly code: number; readonly message: string };
  readonly result?: { readonly serverInfo?: unknown };
}

/** Sends what a good client sends, but for what a test is about. `undefined` leaves a header out. */
export async function sendTo(
  origin: string,
  { body = list, headers = {}, method = "POST", path = "/mcp" }: Post = {},
) {
  const all = {
    ...{ authorization: `Bearer ${token}`, accept, "content-type": "application/json" },
    ...headers,
  };
  const given = Object.entries(all).flatMap(([name, value]) =>
    value === undefined ? [] : [[name, value] as [string, string]],
  );
  const response = await fetch(`${origin}${path}`, {
    method,
    headers: given,
    ...(method === "POST" && { body: typeof body === "string" ? body : JSON.stringify(body) }),
  });
  const text = await response.text();
  const data = /^data: (.*)$/m.exec(text)?.[1] ?? text;
  const json = (data.startsWith("{") ? JSON.parse(data) : {}) as Answer;
  return { response, status: response.status, json };
}
