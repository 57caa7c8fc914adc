import { spawn } from "node:child_process";
import { once } from "node:events";
import { mkdir, readdir, writeFile } from "node:fs/promises";
import { get } from "node:http";
import { join } from "node:path";
import { StdioClientTransport as ModernStdio } from "@modelcontextprotocol/client/stdio";
import { Client } from "@modelcontextprotocol/sdk/client/index.js";
import { StdioClientTransport } from "@modelcontextprotocol/sdk/client/stdio.js";
import { StreamableHTTPClientTransport } from "@modelcontextprotocol/sdk/client/streamableHttp.js";
import { afterAll, beforeAll, expect, it } from "vitest";
import { CommandLine, modules, processesWith } from "../cli/commandLine.ts";
import { legacyClient, modernClient } from "./gatewayIn.ts";

let cli: CommandLine;
const servers = join(import.meta.dirname, "../../fixtures/servers");
beforeAll(async () => {
  cli = await CommandLine.make();
  await mkdir(join(cli.folder, ".vscode"));
  const sandbox = { mounts: [{ source: servers }, { source: modules }] };
  const entries = {
    echo: { command: `node ${join(servers, "echo.mjs")}`, sandbox },
    everything: {
      command: `node ${join(modules, "@modelcontextprotocol/server-everything/dist/index.js")} stdio`,
      sandbox,
    },
    off: { command: "false", disabled: true },
  };
  await writeFile(
    join(cli.folder, ".vscode/settings.json"),
    JSON.stringify({ "mcpSandbox.servers": entries }),
  );
});
afterAll(() => cli[Symbol.asyncDispose]());

const program = (...words: string[]) => ({
  command: process.execPath,
  args: [cli.file, ...words],
  cwd: cli.folder,
  env: { PATH: process.env["PATH"] ?? "", MCP_SANDBOX_DATA: cli.data },
  stderr: "pipe" as const,
});
const echo = { name: "echo", arguments: { message: "hi" } };
const answer = { content: [{ type: "text", text: "Echo: hi" }] };

it("connect is one server in its jail to a client of 2025, and ends with it", async () => {
  const transport = new StdioClientTransport(program("connect", "everything"));
  let said = "";
  transport.stderr?.on("data", (chunk: Buffer) => (said += chunk.toString()));
  const client = await legacyClient(transport);
  expect(client.getServerVersion()).toMatchObject({ name: "everything" });
  expect(await client.callTool(echo)).toEqual(answer);
  expect(said).toContain("First start of everything:");
  const pid = transport.pid ?? 0;
  await client.close();
  await expect.poll(() => processesWith(cli.data), { timeout: 10_000 }).toEqual([]);
  expect(() => process.kill(pid, 0)).toThrow("ESRCH");
});

it("connect is the same to a client of 2026-07-28", async () => {
  const client = await modernClient("modern", (made) =>
    made.connect(new ModernStdio(program("connect", "everything"))),
  );
  const { tools } = await client.listTools();
  expect(tools.map(({ name }) => name)).toContain("echo");
  expect(await client.callTool(echo)).toMatchObject(answer);
  const asked = await client.callTool({ name: "trigger-elicitation-request", arguments: {} });
  expect(JSON.stringify(asked.content)).toContain("Name: Ada");
  await client.close();
});

it("serve is all enabled servers over stdio, with prefixed names", async () => {
  const client = await legacyClient(new StdioClientTransport(program("serve")));
  const { tools } = await client.listTools();
  const names = tools.map(({ name }) => name);
  expect(names.filter((name) => name.endsWith("__echo"))).toEqual([
    "echo__echo",
    "everything__echo",
  ]);
  expect(names.every((name) => /^(echo|everything)__/.test(name))).toBe(true);
  await client.close();
});

it("what comes out on stdout is protocol and nothing else", async () => {
  const initialize = {
    ...{ jsonrpc: "2.0", id: 1, method: "initialize" },
    params: {
      protocolVersion: "2025-11-25",
      capabilities: {},
      clientInfo: { name: "t", version: "1" },
    },
  };
  const input = `noise\n${JSON.stringify(initialize)}\n{"jsonrpc":"2.0","id":2,"method":"ping"}\n`;
  const { command, args, cwd, env } = program("connect", "echo", "--verbose");
  const child = spawn(command, args, { cwd, env });
  let out = "";
  child.stdout.on("data", (chunk: Buffer) => (out += chunk.toString()));
  child.stdin.write(input);
  await expect.poll(() => out.split("\n").length, { timeout: 10_000 }).toBe(3);
  child.stdin.end();
  await once(child, "close");
  const messages = out
    .trim()
    .split("\n")
    .map((line): unknown => JSON.parse(line));
  expect(messages).toMatchObject([
    { id: 1, result: {} },
    { id: 2, result: {} },
  ]);
});

it("connect answers all that it was asked before its input ended", async () => {
  const params = {
    ...{ protocolVersion: "2025-11-25", capabilities: {} },
    clientInfo: { name: "t", version: "1" },
  };
  const asked = [
    { id: 1, method: "initialize", params },
    { method: "notifications/initialized" },
    { id: 2, method: "tools/call", params: echo },
  ];
  const { command, args, cwd, env } = program("connect", "echo");
  const child = spawn(command, args, { cwd, env });
  let out = "";
  child.stdout.on("data", (chunk: Buffer) => (out += chunk.toString()));
  child.stdin.end(asked.map((one) => `${JSON.stringify({ jsonrpc: "2.0", ...one })}\n`).join(""));
  await once(child, "close");
  expect(out).toContain('"id":2');
});

it("serve over HTTP prints address and token once, and ends by Ctrl+C with all its servers", async () => {
  const running = cli.start(["serve", "--server", "everything"], {
    env: { MCP_TRANSPORT: "http" },
  });
  await expect.poll(() => running.err(), { timeout: 10_000 }).toMatch(/Bearer \S+\n/);
  const [, url = ""] = /MCP over HTTP at (\S+)/.exec(running.err()) ?? [];
  const [, token = ""] = /Authorization: Bearer (\S+)/.exec(running.err()) ?? [];
  expect(Buffer.from(token, "base64url")).toHaveLength(32);
  expect(new URL(url)).toMatchObject({ hostname: "127.0.0.1", pathname: "/mcp" });
  expect((await fetch(url, { method: "POST" })).status).toBe(401);
  const requestInit = { headers: { Authorization: `Bearer ${token}` } };
  const client = new Client({ name: "t", version: "1" });
  await client.connect(new StreamableHTTPClientTransport(new URL(url), { requestInit }));
  expect(await client.callTool(echo)).toEqual(answer);
  process.kill(running.pid, "SIGINT");
  expect(await running.ended).toMatchObject({ exitCode: 130, out: "" });
  expect(await processesWith(cli.data)).toEqual([]);
});

/** What the MCP Inspector's command line prints for one request to a server. */
async function inspected(target: readonly string[], request: readonly string[]) {
  const inspector = "@modelcontextprotocol/inspector/clients/launcher/build/index.js";
  const words = [join(modules, inspector), "--cli", ...target, ...request];
  const { cwd, env } = program();
  const child = spawn(process.execPath, words, { cwd, env: { ...env, HOME: cwd } });
  let out = "";
  child.stdout.on("data", (chunk: Buffer) => (out += chunk.toString()));
  await once(child, "close");
  return JSON.parse(out) as unknown;
}
const listed = ["--method", "tools/list"];
const called = ["--method", "tools/call", "--tool-name", "echo", "--tool-arg", "message=hi"];
const tools = { tools: [{ name: "echo" }, { name: "environment" }] };
const hi = { content: [{ type: "text", text: "hi" }] };

it("the MCP Inspector's command line lists and calls, over HTTP with the token", async () => {
  const token = "token-of-the-tests-0123456789";
  const words = ["serve", "--server", "echo", "--transport", "http", "--token", token];
  const running = cli.start(words);
  await expect.poll(() => running.err(), { timeout: 10_000 }).toMatch(/MCP over HTTP at \S+\n/);
  const [, url = ""] = /MCP over HTTP at (\S+)/.exec(running.err()) ?? [];
  const shown = ["--transport", "http", "--header", `Authorization: Bearer ${token}`];
  expect(await inspected([url, ...shown], listed)).toMatchObject(tools);
  expect(await inspected([url, ...shown], called)).toEqual(hi);
  process.kill(running.pid, "SIGTERM");
  await running.ended;
});

it("the MCP Inspector's command line lists and calls, over stdio through connect", async () => {
  const target = [process.execPath, cli.file, "connect", "echo"];
  expect(await inspected(target, listed)).toMatchObject(tools);
  expect(await inspected(target, called)).toEqual(hi);
});

it("serve on a socket is for its owner, needs no token and leaves nothing behind", async () => {
  const running = cli.start(["serve", "--server", "echo", "--socket", "sockets/mcp"]);
  await expect.poll(() => running.err(), { timeout: 10_000 }).toContain("may come in.");
  const socketPath = join(cli.folder, "sockets/mcp");
  expect(running.err()).toContain(`at http://localhost/mcp, on the socket ${socketPath}\n`);
  const status = new Promise((resolve) =>
    get({ socketPath, path: "/health" }, ({ statusCode }) => resolve(statusCode)),
  );
  expect(await status).toBe(200);
  process.kill(running.pid, "SIGTERM");
  await running.ended;
  expect(await readdir(join(cli.folder, "sockets"))).toEqual([]);
});

it.each([
  [
    ["serve", "--transport", "carrier-pigeon"],
    2,
    "--transport carrier-pigeon: expected stdio, http, sse.",
  ],
  [
    ["serve", "--transport", "http", "--port", "99999"],
    2,
    "--port 99999: expected a number up to 65535.",
  ],
  [["serve", "--transport", "http", "--host", "0.0.0.0", "--no-token"], 3, "Serve with a token."],
  [["serve", "--token", "short"], 2, "A token has at least 16 characters, without spaces."],
  [["serve", "--path", "mcp"], 2, "--path mcp: a path begins with / and is not /health or /api."],
  [["serve", "--log-level", "loud"], 2, "expected debug, info, warning, error."],
  [["connect", "off"], 3, "off is disabled."],
  [["connect", "evrything"], 3, "Did you mean everything?"],
])("%j ends with %i and says why", async (words, exitCode, why) => {
  const ended = await cli.run(words);
  expect(ended).toMatchObject({ exitCode, out: "" });
  expect(ended.err).toContain(why);
});
