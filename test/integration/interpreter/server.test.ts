import { StdioClientTransport as ModernStdio } from "@modelcontextprotocol/client/stdio";
import { StdioClientTransport } from "@modelcontextprotocol/sdk/client/stdio.js";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { FakeE2B } from "../../fakes/e2b/fakeE2B.ts";
import { ServiceDoor } from "../../fakes/serviceDoor.ts";
import { CommandLine, processesWith } from "../cli/commandLine.ts";
import { legacyClient, modernClient } from "../gateway/gatewayIn.ts";
import { interpreterOf } from "./service/serviceTest.ts";
import * as use from "./usage.ts";

let cli: CommandLine;
let fake: FakeE2B;
let door: ServiceDoor;
beforeAll(async () => {
  [cli, fake] = await Promise.all([CommandLine.make(), FakeE2B.start()]);
  door = await ServiceDoor.open(await interpreterOf(fake));
});
afterAll(async () => {
  await cli?.[Symbol.asyncDispose]();
  await door?.[Symbol.asyncDispose]();
  await fake?.[Symbol.asyncDispose]();
});

const places = {
  "the local kernel": () => ({}),
  "a code-interpreter service": () => ({ SANDBOX_URL: door.url }),
} as const;

const program = (env: Readonly<Record<string, string>>) => ({
  command: process.execPath,
  args: [cli.file, "interpreter"],
  cwd: cli.folder,
  env: { PATH: process.env["PATH"] ?? "", MCP_SANDBOX_DATA: cli.data, ...env },
  stderr: "ignore" as const,
});

describe.each(Object.entries(places))("on %s", (_, env) => {
  it("the whole usage goes over stdio, and everything ends with the client", async () => {
    const client = await legacyClient(new StdioClientTransport(program(env())));
    expect(client.getServerVersion()).toMatchObject({ name: "code-interpreter" });
    await use.useAll(client);
    await client.close();
    await expect.poll(() => processesWith(cli.data), { timeout: 10_000 }).toEqual([]);
    await expect.poll(() => fake.counts.processes, { timeout: 10_000 }).toBe(0);
  });

  it("the whole usage goes over HTTP, of both eras, and over SSE, at one address", async () => {
    const served = { MCP_TRANSPORT: "sse", MCP_PORT: "0", ...env() };
    const running = cli.start(["interpreter"], { env: served });
    const at = await use.addressOf(running);
    const modern = await use.overModernHttp(at);
    const clients = [modern, await use.overHttp(at), await use.overSse(at)] as const;
    await Promise.all(clients.map((client) => use.useAll(client)));
    await Promise.all(clients.map((client) => use.cancelRun(client)));
    for (const client of clients) await client.close();
    process.kill(running.pid, "SIGINT");
    expect(await running.ended).toMatchObject({ exitCode: 130, out: "" });
    expect(await processesWith(cli.data)).toEqual([]);
    await expect.poll(() => fake.counts.processes, { timeout: 10_000 }).toBe(0);
  });
});

it("a client of 2026-07-28 is served over stdio", async () => {
  const client = await modernClient("modern", (made) =>
    made.connect(new ModernStdio(program(places["a code-interpreter service"]()))),
  );
  await use.useAll(client);
  await client.close();
});

describe("faults of the service", () => {
  const unhealthy = [
    ["status", 503, "unhealthy"],
    ["hang-up", "hangUp", "connection_error"],
  ] as const;

  it("are told by health_check, and by the call that meets them, and end with it", async () => {
    const client = await legacyClient(new StdioClientTransport(program({ SANDBOX_URL: door.url })));
    for (const [, status, word] of unhealthy) {
      fake.faults.plan({ on: /health/, status, message: "As planned." });
      const { structured, isError } = await use.call(client, "health_check");
      expect(structured).toMatchObject({
        status: word,
        sandbox_url: `${door.url}/health`,
        response_code: status === 503 ? 503 : null,
      });
      expect(isError).toBe(false);
    }
    const { context_id } = (await use.call(client, "create_context")).structured;
    fake.faults.knobs.cellCutAfter = 1;
    const cut = await use.call(client, "run_code", { code: "print(1)", context_id });
    fake.faults.knobs.cellCutAfter = undefined;
    expect(cut).toMatchObject({ isError: true, structured: { success: false } });
    expect(cut.text).toContain("The connection to the service was cut.");
    const again = await use.call(client, "run_code", { code: "print(2)", context_id });
    expect(again.text).toBe("2");
    const died = await use.call(client, "run_code", { code: "import os; os._exit(1)", context_id });
    expect(died.text).toContain("The interpreter died while the code ran.");
    expect(await use.call(client, "restart_context", { context_id })).toMatchObject({
      structured: { success: true },
    });
    expect((await use.call(client, "run_code", { code: "3", context_id })).text).toBe("3");
    const file = { path: "/tmp/interpreter server test/ü.txt", content: "grüß" };
    await use.call(client, "upload_file", file);
    expect((await use.call(client, "download_file", { path: file.path })).text).toBe("grüß");
    const missing = await use.call(client, "download_file", { path: "/no/such" });
    expect(missing).toMatchObject({ isError: true, text: "Error: /no/such is not there." });
    await client.close();
  });

  it("an address where nobody is makes no server fail, but its calls", async () => {
    const client = await legacyClient(
      new StdioClientTransport(program({ SANDBOX_URL: "http://127.0.0.1:9" })),
    );
    const { structured } = await use.call(client, "health_check");
    expect(structured).toMatchObject({ status: "connection_error", response_code: null });
    const refused = await use.call(client, "create_context");
    expect(refused).toMatchObject({ isError: true });
    expect(refused.text).toContain("No answer from http://127.0.0.1:9 (ECONNREFUSED).");
    await client.close();
  });
});
