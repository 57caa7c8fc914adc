import { mkdir } from "node:fs/promises";
import { join } from "node:path";
import { Readable } from "node:stream";
import { describe, expect, it } from "vitest";
import { Failure } from "../../../src/base/failure.ts";
import type { World } from "../../../src/cli/world.ts";
import type { SandboxSpec } from "../../../src/sandbox/sandbox.ts";
import { RoughService, told } from "../../fakes/roughService.ts";
import { FakeWorld } from "../../fakes/world.ts";

/** What sandbox is wanted by these words; none is made. */
async function specOf(words: readonly string[], env: World["env"] = {}) {
  const specs: SandboxSpec[] = [];
  const world = await FakeWorld.make({
    env,
    sandboxes: async () => ({
      open: async (spec) => {
        specs.push(spec);
        throw new Failure("sandboxUnavailable", "Not here.");
      },
      [Symbol.asyncDispose]: async () => {},
    }),
  });
  await mkdir(join(world.folder, "data"));
  const said = await world.run(...words);
  await world[Symbol.asyncDispose]();
  return { spec: specs[0], said, folder: world.folder };
}

const code = ["run", "-c", "1"];

describe("the sandbox for code", () => {
  it("is a jail of this machine without network and mounts, unless options say more", async () => {
    const { spec, said } = await specOf(code);
    expect(said).toMatchObject({ exitCode: 4, err: expect.stringContaining("Not here.") });
    expect(spec).toMatchObject({
      id: expect.stringMatching(/^code-[0-9a-f]{10}$/),
      ...{ provider: "local", mounts: [], network: "none" },
      limits: { memoryMB: 2048, cpus: 2, maxProcesses: 256 },
      install: { commands: [], network: expect.anything() },
    });
  });

  it("has the mounts, network, limits and install commands of the options", async () => {
    const { spec, folder } = await specOf([
      ...code,
      ...["--mount", "data:/in:rw", "--network", "pypi,api.example.com", "--memory", "512M"],
      ...["--cpus", "0.5", "--max-processes", "9", "--install-command", "pip install numpy"],
    ]);
    expect(spec).toMatchObject({
      mounts: [{ source: join(folder, "data"), target: "/in", write: true }],
      network: { allow: ["pypi", "api.example.com"] },
      limits: { memoryMB: 512, cpus: 0.5, maxProcesses: 9 },
    });
    expect(JSON.stringify(spec?.install.commands)).toContain("pip install numpy");
  });

  it("is a microVM of the template with an interpreter where a key is set or E2B is asked for", async () => {
    const machine = { template: "code-interpreter-v1", onIdle: "kill" };
    const byKey = await specOf(code, { E2B_API_KEY: "k" });
    expect(byKey.spec).toMatchObject({ provider: "e2b", machine });
    const wished = ["--provider", "e2b", "--template", "own", "--on-idle", "pause"];
    expect((await specOf([...code, ...wished])).spec).toMatchObject({
      provider: "e2b",
      machine: { template: "own", onIdle: "pause" },
    });
    const local = await specOf([...code, "--provider", "local"], { E2B_API_KEY: "k" });
    expect(local.spec).toMatchObject({ provider: "local" });
    expect(local.spec?.machine).toBeUndefined();
  });
});

describe("a service for code", () => {
  const answer = told(
    { type: "number_of_executions", execution_count: 1 },
    { type: "stdout", text: "said\n" },
    { type: "result", png: "UE5H", is_main_result: true },
    { type: "end_of_execution" },
  );
  const serving = () => RoughService.start({ "POST /execute": (response) => response.end(answer) });

  it("is that of SANDBOX_URL, and the option wins over it", async () => {
    await using service = await serving();
    await using world = await FakeWorld.make({ env: { SANDBOX_URL: service.url } });
    const said = { exitCode: 0, out: "said\n[image/png]\n", err: "" };
    expect(await world.run(...code)).toEqual(said);
    const env = { SANDBOX_URL: "http://127.0.0.1:9" };
    expect(await world.runWith({ env }, ...code, "--sandbox-url", service.url)).toEqual(said);
    expect(await world.runWith({ env }, ...code)).toMatchObject({ exitCode: 4, out: "" });
    const deleted = service.asked.filter(({ method }) => method === "DELETE");
    expect(deleted).toHaveLength(2);
  });

  it("yields to a provider that is asked for", async () => {
    const { spec } = await specOf([...code, "--provider", "local"], { SANDBOX_URL: "http://x" });
    expect(spec).toMatchObject({ provider: "local" });
  });

  it("tells a traceback on stderr, and how the code ended by the exit code", async () => {
    const error = { type: "error", name: "E", value: "v", traceback: "Traceback\nE: v\n" };
    const lines = told({ type: "stderr", text: "w\n" }, error, { type: "end_of_execution" });
    await using service = await RoughService.start({
      "POST /execute": (response) => response.end(lines),
    });
    await using world = await FakeWorld.make({ env: { SANDBOX_URL: service.url } });
    const said = await world.run(...code);
    expect(said).toEqual({ exitCode: 1, out: "", err: "w\nTraceback\nE: v\n" });
    const { exitCode, out } = await world.run(...code, "--json");
    expect(exitCode).toBe(1);
    expect(JSON.parse(out)).toMatchObject({ stderr: "w\n", error: { name: "E", value: "v" } });
  });

  it.each([
    ["SystemExit", "3", 3],
    ["SystemExit", "0", 0],
    ["SystemExit", "None", 0],
    ["SystemExit", "", 0],
    ["SystemExit", "sorry", 1],
    ["SystemExit", "256", 0],
    ["ExitStatus", "127", 127],
    ["ValueError", "3", 1],
  ])("%s of %j ends with %i", async (name, value, exitCode) => {
    const error = { type: "error", name, value, traceback: "" };
    const lines = told(error, { type: "end_of_execution" });
    await using service = await RoughService.start({
      "POST /execute": (response) => response.end(lines),
    });
    await using world = await FakeWorld.make({ env: { SANDBOX_URL: service.url } });
    expect((await world.run(...code)).exitCode).toBe(exitCode);
  });
});

describe("interpreter", () => {
  it.each([
    [["--transport", "pigeon"], 2, "--transport pigeon: expected stdio, http, sse."],
    [["--transport", "http", "--port", "x"], 2, "--port x: expected a number up to 65535."],
    [["--json"], 2, "--json has no meaning here"],
    [["--transport", "http", "--host", "0.0.0.0", "--no-token"], 3, "Serve with a token."],
    [["--sandbox-url", "nowhere"], 3, "nowhere is no address"],
    [["--log-level", "loud"], 2, "expected debug, info, warning, error."],
    [["--keep", "0"], 2, "--keep 0: expected minutes."],
  ])("%j ends with %i and says why", async (words, exitCode, why) => {
    await using world = await FakeWorld.make({ env: { SANDBOX_URL: "http://127.0.0.1:9" } });
    const said = await world.run("interpreter", ...words);
    expect(said.exitCode).toBe(exitCode);
    expect(said.out + said.err).toContain(why);
  });

  it.each([
    [{}, ["--port", "0"], /^MCP over HTTP at http:\/\/127\.0\.0\.1:\d+\/mcp\nAuthorization: /],
    [{ MCP_PATH: "/x" }, ["--port", "0"], /\/x\nAuth/],
    [{ MCP_PORT: "0", MCP_PATH: "/x" }, ["--path", "/y"], /\/y\nAuth/],
  ])("takes %j and %j: flags win", async (env, words, line) => {
    const stop = new AbortController();
    let err = "";
    const stderr = { write: (text: string) => void (err += text) };
    await using world = await FakeWorld.make({
      ...{ env: { SANDBOX_URL: "http://127.0.0.1:9", ...env }, signal: stop.signal, stderr },
    });
    const serving = world.run("interpreter", "--transport", "http", ...words);
    await expect.poll(() => err).toMatch(line);
    stop.abort();
    expect(await serving).toMatchObject({ exitCode: 0, out: "" });
  });

  it("answers a client on our own streams, and writes nothing else there", async () => {
    const asked = [
      {
        ...{ id: 1, method: "initialize" },
        params: {
          ...{ protocolVersion: "2025-06-18", capabilities: {} },
          clientInfo: { name: "t", version: "1" },
        },
      },
      { method: "notifications/initialized" },
      { id: 2, method: "tools/call", params: { name: "list_contexts", arguments: {} } },
    ];
    const input = asked.map((one) => `${JSON.stringify({ jsonrpc: "2.0", ...one })}\n`).join("");
    await using world = await FakeWorld.make({ env: { SANDBOX_URL: "http://127.0.0.1:9" } });
    const stdin = Readable.from([Buffer.from(input)]);
    const { out, exitCode } = await world.runWith({ stdin }, "interpreter");
    expect(exitCode).toBe(0);
    const lines = out
      .trim()
      .split("\n")
      .map((line): unknown => JSON.parse(line));
    expect(lines).toMatchObject([
      { id: 1, result: { serverInfo: { name: "code-interpreter" } } },
      { id: 2, result: { structuredContent: { result: [] } } },
    ]);
  });
});
