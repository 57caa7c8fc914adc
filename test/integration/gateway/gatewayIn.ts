import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import {
  Client as ModernClient,
  StreamableHTTPClientTransport as ModernHttp,
} from "@modelcontextprotocol/client";
import { Client } from "@modelcontextprotocol/sdk/client/index.js";
import { StreamableHTTPClientTransport } from "@modelcontextprotocol/sdk/client/streamableHttp.js";
import type { Transport } from "@modelcontextprotocol/sdk/shared/transport.js";
import { Gateway } from "../../../src/gateway/http/gateway.ts";
import { PinGate } from "../../../src/gateway/pinGate.ts";
import { Relays } from "../../../src/gateway/relays.ts";
import { Host } from "../../../src/mcp/host.ts";
import { Pins } from "../../../src/mcp/pins/pins.ts";
import type { ServerDefinition } from "../../../src/mcp/server.ts";
import { BareSandboxes } from "../../../src/sandbox/bare.ts";
import { LocalSandboxes } from "../../../src/sandbox/local/local.ts";
import { Lines } from "../../fakes/logs.ts";

const token = "token-of-the-tests-0123456789";
/** The SDK calls it outdated, which is what it is tested for. */
const oldest: Promise<{
  readonly SSEClientTransport: new (url: URL, options: object) => Transport;
}> = import("@modelcontextprotocol/sdk/client/sse.js");
const headers = { Authorization: `Bearer ${token}` };

/** What our clients can do, and what they answer when they are asked. */
const able = { elicitation: { form: {} }, sampling: {}, roots: {} };
const answers = {
  elicited: { action: "accept" as const, content: { name: "Ada", color: "green" } },
  sampled: {
    model: "test",
    role: "assistant" as const,
    content: { type: "text" as const, text: "sampled" },
  },
  roots: { roots: [{ uri: "file:///tmp/root", name: "root" }] },
};

/** A gateway over real sandboxes, and clients of every kind that come to it. */
export class GatewayWorld implements AsyncDisposable {
  readonly host: Host;
  readonly log: Lines;
  readonly #gateway: Gateway;
  readonly #close: (() => Promise<unknown>)[] = [];

  private constructor(host: Host, log: Lines, gateway: Gateway) {
    this.host = host;
    this.log = log;
    this.#gateway = gateway;
  }

  /**
   * Serves one server by its tools' own names, or all of them. An open one lets everybody in, and
   * takes changed tools as they are.
   */
  static async make(
    provider: "bare" | "jail",
    definitions: readonly ServerDefinition[],
    server: string | undefined = definitions[0]?.name,
    isOpen = false,
  ): Promise<GatewayWorld> {
    const dataDir = await mkdtemp(join(tmpdir(), "gateway-"));
    const log = new Lines();
    const pins = new Pins({ dataDir, workspace: dataDir, log });
    const gate = new PinGate({
      pins,
      log,
      policy: () => (isOpen ? "off" : "ask"),
      remedy: () => "",
    });
    const relays = new Relays({ dataDir, gate, log });
    const own = { dataDir, log };
    const host = new Host({
      sandboxes: provider === "bare" ? new BareSandboxes(own) : new LocalSandboxes(own),
      log: () => log,
      clientInfo: { name: "test", version: "1" },
      answer: relays.answer,
      clientCapabilities: able,
    });
    host.define(definitions);
    relays.bind(host);
    const relay = relays.to(server === "" ? undefined : server);
    const gateway = await Gateway.listen({ token: isOpen ? undefined : token, version: "1", log });
    gateway.add("/mcp", relay);
    const world = new GatewayWorld(host, log, gateway);
    world.#close.push(
      () => gateway[Symbol.asyncDispose](),
      async () => relays[Symbol.dispose](),
      () => host[Symbol.asyncDispose](),
      () => rm(dataDir, { recursive: true, force: true }),
    );
    return world;
  }

  /** A client of SDK v1, over the transport of its time. */
  async legacy(kind: "http" | "sse"): Promise<Client> {
    const requestInit = { headers };
    const transport =
      kind === "http"
        ? new StreamableHTTPClientTransport(this.url, { requestInit })
        : new (await oldest).SSEClientTransport(this.url, {
            requestInit,
            eventSourceInit: {
              fetch: (url: string, init: RequestInit) =>
                fetch(url, { ...init, headers: { ...headers, accept: "text/event-stream" } }),
            },
          });
    return this.#keep(await legacyClient(transport as Transport));
  }

  /** A client of SDK v2, of the era that is asked for. */
  async modern(era: "legacy" | "modern"): Promise<ModernClient> {
    const transport = new ModernHttp(this.url, { requestInit: { headers } });
    return this.#keep(await modernClient(era, (client) => client.connect(transport)));
  }

  async [Symbol.asyncDispose](): Promise<void> {
    for (const close of this.#close) await close();
  }

  get url(): URL {
    return new URL(`${this.#gateway.origin}/mcp`);
  }

  #keep<T extends { close(): Promise<void> }>(client: T): T {
    this.#close.unshift(() => client.close());
    return client;
  }
}

/** A client of SDK v1 that answers what it is asked. */
export async function legacyClient(transport: Transport): Promise<Client> {
  const { CreateMessageRequestSchema, ElicitRequestSchema, ListRootsRequestSchema } =
    await import("@modelcontextprotocol/sdk/types.js");
  const client = new Client({ name: "v1", version: "1" }, { capabilities: able });
  client.setRequestHandler(ElicitRequestSchema, async () => answers.elicited);
  client.setRequestHandler(CreateMessageRequestSchema, async () => answers.sampled);
  client.setRequestHandler(ListRootsRequestSchema, async () => answers.roots);
  await client.connect(transport);
  return client;
}

/** The same of SDK v2. */
export async function modernClient(
  era: "legacy" | "modern",
  connect: (client: ModernClient) => Promise<void>,
): Promise<ModernClient> {
  const client = new ModernClient(
    { name: "v2", version: "1" },
    {
      capabilities: able,
      versionNegotiation: { mode: era === "legacy" ? "legacy" : { pin: "2026-07-28" } },
    },
  );
  client.setRequestHandler("elicitation/create", async () => answers.elicited);
  client.setRequestHandler("sampling/createMessage", async () => answers.sampled);
  client.setRequestHandler("roots/list", async () => answers.roots);
  await connect(client);
  return client;
}
