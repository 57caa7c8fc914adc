import {
  Client as ModernClient,
  StreamableHTTPClientTransport as ModernHttp,
} from "@modelcontextprotocol/client";
import { Client } from "@modelcontextprotocol/sdk/client/index.js";
import { StreamableHTTPClientTransport } from "@modelcontextprotocol/sdk/client/streamableHttp.js";
import type { Transport } from "@modelcontextprotocol/sdk/shared/transport.js";
import { describe, expect, it } from "vitest";
import { silent } from "../../../src/base/log.ts";
import { Gateway } from "../../../src/gateway/http/gateway.ts";
import { InterpreterServer } from "../../../src/gateway/interpreter/interpreterServer.ts";
import { tools } from "../../../src/gateway/interpreter/tools.ts";
import { MemoryPlace } from "../../fakes/memoryPlace.ts";

type AnyClient = Client | ModernClient;

/** The interpreter server behind a gateway, and clients that come to it. */
async function serving() {
  const place = new MemoryPlace();
  const { contexts } = place;
  const gateway = await Gateway.listen({ version: "1", log: silent });
  gateway.add("/mcp", new InterpreterServer({ place, contexts, log: silent }));
  const url = new URL(`${gateway.origin}/mcp`);
  const clients: AnyClient[] = [];
  const keep = <T extends AnyClient>(client: T): T => {
    clients.push(client);
    return client;
  };
  const legacy = async () => {
    const client = keep(new Client({ name: "same name", version: "1" }));
    const transport = new StreamableHTTPClientTransport(url);
    await client.connect(transport);
    return { client, transport };
  };
  const modern = async (name: string) => {
    const versionNegotiation = { mode: { pin: "2026-07-28" } } as const;
    const client = keep(new ModernClient({ name, version: "1" }, { versionNegotiation }));
    await client.connect(new ModernHttp(url));
    return client;
  };
  const oldest = async () => {
    const sse: { SSEClientTransport: new (url: URL) => Transport } =
      await import("@modelcontextprotocol/sdk/client/sse.js");
    const client = keep(new Client({ name: "same name", version: "1" }));
    await client.connect(new sse.SSEClientTransport(url));
    return client;
  };
  const dispose = async (): Promise<void> => {
    for (const client of clients) await client.close();
    await gateway[Symbol.asyncDispose]();
    await place[Symbol.asyncDispose]();
  };
  return { place, contexts, legacy, modern, oldest, [Symbol.asyncDispose]: dispose };
}

interface Result {
  readonly content: readonly { readonly type: string; readonly text?: string }[];
  readonly structuredContent?: Readonly<Record<string, unknown>>;
  readonly isError?: boolean;
}

const call = async (client: AnyClient, name: string, args = {}): Promise<Result> =>
  (await client.callTool({ name, arguments: args })) as Result;
const create = async (client: AnyClient, args = {}): Promise<string> =>
  String((await call(client, "create_context", args)).structuredContent?.["context_id"]);
const seenBy = async (client: AnyClient): Promise<readonly string[]> => {
  const { structuredContent } = await call(client, "list_contexts");
  const listed = structuredContent?.["result"] as { id: string }[] | undefined;
  return (listed ?? []).map(({ id }) => id);
};

describe("clients of the interpreter server", () => {
  it("see the contexts of their own session, and what others share", async () => {
    await using world = await serving();
    const [{ client: one }, { client: other }] = [await world.legacy(), await world.legacy()];
    const oldest = await world.oldest();
    const [own, shared] = [await create(one), await create(oldest, { shared: true })];
    expect(await seenBy(one)).toEqual([own, shared]);
    expect(await seenBy(other)).toEqual([shared]);
    const refused = await call(other, "run_code", { code: "say x", context_id: own });
    expect(refused).toMatchObject({
      isError: true,
      content: [{ type: "text", text: `Error: Context ${own} not found.` }],
    });
  });

  it("without sessions are told apart by the name that they give themselves", async () => {
    await using world = await serving();
    const [one, again] = [await world.modern("one"), await world.modern("one")];
    const other = await world.modern("other");
    const { client: legacy } = await world.legacy();
    const id = await create(one);
    await call(again, "run_code", { code: "set 1", context_id: id });
    const shown = await call(one, "run_code", { code: "show", context_id: id });
    expect(shown.content).toEqual([{ type: "text", text: "1" }]);
    expect(await seenBy(again)).toEqual([id]);
    for (const client of [other, legacy]) expect(await seenBy(client)).toEqual([]);
  });

  it("take their contexts along when their session or stream ends", async () => {
    await using world = await serving();
    const { client, transport } = await world.legacy();
    const oldest = await world.oldest();
    await create(client);
    await create(oldest);
    const staying = await create(await world.modern("stays"));
    expect(world.contexts.list()).toHaveLength(3);
    await transport.terminateSession();
    await expect.poll(() => world.contexts.list()).toHaveLength(2);
    await oldest.close();
    await expect.poll(() => world.contexts.list().map(({ id }) => id)).toEqual([staying]);
  });

  it("have default contexts of their own", async () => {
    await using world = await serving();
    const [{ client: one }, { client: other }] = [await world.legacy(), await world.legacy()];
    const args = { language: "python" };
    await call(one, "run_code", { ...args, code: "set secret" });
    const shown = await call(other, "run_code", { ...args, code: "show" });
    expect(shown.structuredContent).toMatchObject({ results: [{ data: { "text/plain": "" } }] });
    expect(world.contexts.list()).toHaveLength(2);
  });

  it("are offered the same tools, whichever revision they speak", async () => {
    await using world = await serving();
    const names = tools.map(({ name }) => name);
    const { client } = await world.legacy();
    const all = [client, await world.modern("m"), await world.oldest()] as const;
    for (const each of all) {
      const listed = (await each.listTools()).tools;
      expect(listed.map(({ name }) => name)).toEqual(names);
      expect(listed.every(({ outputSchema }) => outputSchema?.type === "object")).toBe(true);
      expect(each.getInstructions()).toContain("Variables live in a context");
    }
  });

  it("get pictures as pictures, and errors with what was written before", async () => {
    await using world = await serving();
    const modern = await world.modern("m");
    const drawn = await call(modern, "run_code", { language: "python", code: "draw" });
    expect(drawn.content).toEqual([
      { type: "text", text: "<Figure>" },
      { type: "image", data: "UE5H", mimeType: "image/png" },
    ]);
    const { client } = await world.legacy();
    const failed = await call(client, "run_code", { language: "python", code: "say a\nfail b" });
    expect(failed).toMatchObject({
      isError: true,
      content: [{ type: "text", text: "a\nError: Oops: b\nline 1" }],
      structuredContent: { stdout: "a\n", error: { name: "Oops", value: "b" } },
    });
  });

  it("hear what code writes while it runs, and interrupt it by cancelling", async () => {
    await using world = await serving();
    const clients = [(await world.legacy()).client, await world.oldest()] as const;
    for (const client of clients) {
      const context_id = await create(client);
      const cancel = new AbortController();
      const told: (string | undefined)[] = [];
      const args = { context_id, code: "say a\nsay b\nset 1\nwait" };
      const running = client.callTool({ name: "run_code", arguments: args }, undefined, {
        signal: cancel.signal,
        onprogress: ({ message }) => void told.push(message),
      });
      running.catch(() => {});
      await expect.poll(() => told).toEqual(["a\n", "b\n"]);
      expect(world.contexts.find(context_id).state.kind).toBe("running");
      cancel.abort();
      await expect(running).rejects.toThrow();
      await expect.poll(() => world.contexts.find(context_id).state.kind).toBe("idle");
      const shown = await call(client, "run_code", { context_id, code: "show" });
      expect(shown.content).toEqual([{ type: "text", text: "1" }]);
    }
  });
});
