import { StreamableHTTPClientTransport as ModernHttp } from "@modelcontextprotocol/client";
import { Client } from "@modelcontextprotocol/sdk/client/index.js";
import { StreamableHTTPClientTransport } from "@modelcontextprotocol/sdk/client/streamableHttp.js";
import type { Transport } from "@modelcontextprotocol/sdk/shared/transport.js";
import { expect } from "vitest";
import type { Running } from "../cli/commandLine.ts";
import { legacyClient, modernClient } from "../gateway/gatewayIn.ts";

type Loose = Readonly<Record<string, unknown>>;

interface CallOptions {
  readonly signal?: AbortSignal;
  readonly onprogress?: (progress: { readonly message?: string | undefined }) => void;
}

/** What clients of both SDKs have in common. */
export interface AnyClient {
  callTool(params: { name: string; arguments?: Record<string, unknown> }): Promise<unknown>;
  listTools(): Promise<{ readonly tools: readonly { readonly name: string }[] }>;
  close(): Promise<void>;
}

/** Calls a tool, of a client of either SDK. */
export async function call(client: AnyClient, name: string, args = {}, options: CallOptions = {}) {
  const params = { name, arguments: args };
  const { signal, onprogress } = options;
  const given = { ...(signal && { signal }), ...(onprogress && { onprogress }) };
  const result = (await (client instanceof Client
    ? client.callTool(params, undefined, given)
    : (client.callTool as (params: object, options: object) => Promise<unknown>).call(
        client,
        params,
        given,
      ))) as { content: { text?: string }[]; structuredContent?: Loose; isError?: boolean };
  const { content, structuredContent = {}, isError = false } = result;
  return { text: content[0]?.text ?? "", structured: structuredContent, isError };
}

/** The whole usage of the predecessor, by any client, on any place. */
export async function useAll(client: AnyClient): Promise<void> {
  const { tools } = await client.listTools();
  const names = tools.map(({ name }) => name);
  const five = ["health_check", "create_context", "run_code", "list_contexts", "stop_context"];
  expect(names).toEqual(expect.arrayContaining(five));
  expect((await call(client, "health_check")).structured).toMatchObject({ status: "healthy" });

  const created = await call(client, "create_context", { language: "python" });
  const { context_id } = created.structured;
  expect(created.structured).toMatchObject({ language: "python", description: "" });
  const first = await call(client, "run_code", { code: "x = 1 + 1\nprint(x)", context_id });
  expect(first).toMatchObject({ text: "2", isError: false });
  const second = await call(client, "run_code", { code: "print(x * 2)", context_id });
  expect(second.structured).toMatchObject({ success: true, stdout: "4\n", execution_count: 2 });
  const listed = (await call(client, "list_contexts")).structured["result"];
  expect(listed).toMatchObject([{ id: context_id, status: "active", sandbox_exists: true }]);

  const failing = await call(client, "run_code", { code: "x / 0", context_id });
  expect(failing).toMatchObject({ isError: true });
  expect(failing.text).toMatch(/^Error: ZeroDivisionError: division by zero\nTraceback/);
  const error = { name: "ZeroDivisionError", value: "division by zero" };
  expect(failing.structured).toMatchObject({ error });

  const stopped = await call(client, "stop_context", { context_id });
  const message = `Context ${String(context_id)} stopped successfully`;
  expect(stopped.structured).toEqual({ success: true, message });
  expect((await call(client, "list_contexts")).structured).toEqual({ result: [] });
  expect(await call(client, "run_code", { code: "1", context_id })).toMatchObject({
    isError: true,
  });
  const other = await call(client, "run_code", { code: "print('default')", language: "python" });
  expect(other.text).toBe("default");
}

/** Output comes while code runs, and the code stops when the call is cancelled; its state stays. */
export async function cancelRun(client: AnyClient): Promise<void> {
  const { context_id } = (await call(client, "create_context")).structured;
  const cancel = new AbortController();
  const told: string[] = [];
  const code = "x = 1\nprint('begun', flush=True)\nwhile True: x += 0";
  const running = call(
    client,
    "run_code",
    { code, context_id },
    {
      signal: cancel.signal,
      onprogress: ({ message = "" }) => void told.push(message),
    },
  );
  running.catch(() => {});
  await expect.poll(() => told.join(""), { timeout: 15_000 }).toContain("begun");
  cancel.abort();
  await expect(running).rejects.toThrow();
  expect(await call(client, "run_code", { code: "x", context_id })).toMatchObject({ text: "1" });
  const endless = { code: "print('so far')\nwhile True: pass", context_id, timeout: 0.5 };
  const late = await call(client, "run_code", endless);
  expect(late).toMatchObject({ isError: true, structured: { stdout: "so far\n" } });
  expect(late.text).toMatch(/^so far\nError: TimeoutError: /);
}

/** Where a server over HTTP is, by what it says. */
export async function addressOf(
  running: Running,
): Promise<{ url: URL; headers: Record<string, string> }> {
  await expect.poll(() => running.err(), { timeout: 20_000 }).toMatch(/Bearer \S+\n/);
  const [, url = ""] = /MCP over \S+ at (\S+)/.exec(running.err()) ?? [];
  const [, token = ""] = /Authorization: Bearer (\S+)/.exec(running.err()) ?? [];
  return { url: new URL(url), headers: { Authorization: `Bearer ${token}` } };
}

type At = Awaited<ReturnType<typeof addressOf>>;

export const overHttp = ({ url, headers }: At): Promise<Client> =>
  legacyClient(new StreamableHTTPClientTransport(url, { requestInit: { headers } }));

export const overModernHttp = ({ url, headers }: At) =>
  modernClient("modern", (client) =>
    client.connect(new ModernHttp(url, { requestInit: { headers } })),
  );

/** The SDK calls it outdated, which is what it is tested for. */
export async function overSse({ url, headers }: At): Promise<Client> {
  const sse: { SSEClientTransport: new (url: URL, options: object) => Transport } =
    await import("@modelcontextprotocol/sdk/client/sse.js");
  const withHeaders = (to: string, init: RequestInit): Promise<Response> =>
    fetch(to, { ...init, headers: { ...headers, accept: "text/event-stream" } });
  return legacyClient(
    new sse.SSEClientTransport(new URL("/sse", url), {
      requestInit: { headers },
      eventSourceInit: { fetch: withHeaders },
    }),
  );
}
