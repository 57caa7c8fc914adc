import { mkdir, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import type { World } from "../../../src/cli/world.ts";
import { mcpProgram, text } from "../../fakes/mcpProgram.ts";
import { MemorySandboxes } from "../../fakes/memorySandboxes.ts";
import { FakeWorld } from "../../fakes/world.ts";

const inputSchema = {
  type: "object",
  properties: { path: { type: "string" }, depth: { type: "integer" } },
  required: ["path"],
};

const tools = {
  look: {
    listed: { description: "Looks.", inputSchema },
    call: (args: object) => text(JSON.stringify(args)),
  },
  env: {
    call: (_: object, { io }: { io: { command: object } }) => text(JSON.stringify(io.command)),
  },
  refuse: { call: () => ({ content: [{ type: "text", text: "no\u001b[2J" }], isError: true }) },
  hang: {
    call: (_: object, { cancelled }: { cancelled: AbortSignal }) =>
      new Promise((resolve) => cancelled.addEventListener("abort", () => resolve(text("late")))),
  },
};

const server = {
  command: "server --root /data",
  sandbox: { mounts: [{ source: ".", target: "/data" }] },
};

/** A world with one configured server, which runs in memory. */
async function made(entry: object = server, over: Partial<World> = {}) {
  const sandboxes = new MemorySandboxes({ server: mcpProgram(tools), sh: mcpProgram(tools) });
  const open = async () => Object.assign(sandboxes, { [Symbol.asyncDispose]: async () => {} });
  const world = await FakeWorld.make({ sandboxes: open, ...over });
  await mkdir(join(world.folder, ".vscode"));
  const settings = JSON.stringify({ "mcpSandbox.servers": { s: entry, broken: {} } });
  await writeFile(join(world.folder, ".vscode/settings.json"), settings);
  return { world, sandboxes, [Symbol.asyncDispose]: () => world[Symbol.asyncDispose]() };
}

const json = (said: { readonly out: string }): unknown => JSON.parse(said.out);

describe("tools list", () => {
  it("prints the tools as the server described them, and leaves nothing running", async () => {
    await using at = await made();
    const said = await at.world.run("tools", "list", "s", "--json");
    expect(said.exitCode).toBe(0);
    expect(json(said)).toContainEqual({ name: "look", description: "Looks.", inputSchema });
    expect(at.sandboxes.opened.size).toBe(0);
  });

  it("is readable without --json", async () => {
    await using at = await made();
    const { out } = await at.world.run("tools", "ls", "s");
    expect(out).toContain(
      "look\n  Looks.\n  path   string   required\n  depth  integer  optional\n",
    );
  });

  it("knows an unknown server, a broken one and a disabled one", async () => {
    await using at = await made({ ...server, disabled: true });
    expect((await at.world.run("tools", "list", "t")).exitCode).toBe(3);
    expect((await at.world.run("tools", "list", "broken")).err).toContain(
      "broken.command: Missing",
    );
    const disabled = await at.world.run("tools", "list", "s");
    expect(disabled.exitCode).toBe(3);
    expect(disabled.err).toContain("→ mcp-sandbox server edit s --enable");
    expect(at.sandboxes.specs).toEqual([]);
  });
});

describe("tools call", () => {
  it("prints what the server returns, also as execute", async () => {
    await using at = await made();
    for (const verb of ["call", "execute"]) {
      const said = await at.world.run(
        "tools",
        verb,
        "s",
        "look",
        "--param",
        "path=7",
        "--param",
        "depth=3",
      );
      expect(said).toMatchObject({ exitCode: 0, out: '{"path":"7","depth":3}\n' });
    }
  });

  it("prints the whole result as JSON and nothing else on stdout", async () => {
    await using at = await made();
    const said = await at.world.run(
      "tools",
      "call",
      "s",
      "look",
      "--params",
      '{"path": "a"}',
      "--json",
      "--verbose",
    );
    expect(json(said)).toEqual({ content: [{ type: "text", text: '{"path":"a"}' }] });
  });

  it("ends with 2 and the path when an argument is wrong", async () => {
    await using at = await made();
    const wrong = await at.world.run("tools", "call", "s", "look", "--param", "depth=deep");
    expect(wrong.exitCode).toBe(2);
    expect(wrong.err).toMatch(/^ {2}\/depth: /m);
    const value = json(
      await at.world.run("tools", "call", "s", "look", "--param", "depth=deep", "--json"),
    );
    expect(value).toMatchObject({ error: { code: "invalidArguments" } });
    expect(at.sandboxes.opened.size).toBe(0);
  });

  it("ends with 2 when there is no such tool or --params is no JSON", async () => {
    await using at = await made();
    expect((await at.world.run("tools", "call", "s", "lok")).exitCode).toBe(2);
    expect((await at.world.run("tools", "call", "s", "look", "--params", "{")).exitCode).toBe(2);
  });

  it("ends with 1 when the tool answers with an error, which is printed", async () => {
    await using at = await made();
    const said = await at.world.run("tools", "call", "s", "refuse");
    expect(said).toMatchObject({ exitCode: 1, out: "no\\u001b[2J\n" });
    expect(said.err).toContain("error: refuse answered with an error.");
    const value = await at.world.run("tools", "call", "s", "refuse", "--json");
    expect(value.exitCode).toBe(1);
    expect(json(value)).toMatchObject({ isError: true });
  });

  it("ends with 124 when time is up", async () => {
    await using at = await made();
    const said = await at.world.run(
      "tools",
      "call",
      "s",
      "hang",
      "--request-timeout",
      "0.05",
      "--json",
    );
    expect(said.exitCode).toBe(124);
    expect(json(said)).toMatchObject({ error: { code: "timeout" } });
    expect(at.sandboxes.opened.size).toBe(0);
  });

  it("ends with 130 when it is cancelled, and the server with it", async () => {
    await using at = await made();
    const controller = new AbortController();
    const calling = at.world.runWith({ signal: controller.signal }, "tools", "call", "s", "hang");
    await expect.poll(() => at.sandboxes.started.length, { timeout: 5000 }).toBe(1);
    controller.abort();
    expect((await calling).exitCode).toBe(130);
    expect(at.sandboxes.opened.size).toBe(0);
  });

  it("ends with 4 when the program is not in the sandbox", async () => {
    await using at = await made({ command: "nowhere" });
    const said = await at.world.run("tools", "list", "s", "--json");
    expect(said.exitCode).toBe(4);
    expect(json(said)).toMatchObject({ error: { code: "commandNotFound" } });
  });

  it("ends with 3 and the variable's name when a secret is missing, and never shows one that is there", async () => {
    await using at = await made({ command: "server", env: { TOKEN: "${secret:api-key}" } });
    const missing = await at.world.run("tools", "call", "s", "env");
    expect(missing.exitCode).toBe(3);
    expect(missing.err).toContain("MCP_SANDBOX_SECRET_API_KEY");
    const env = { MCP_SANDBOX_SECRET_API_KEY: "s3cr3t-value" };
    const said = await at.world.runWith(
      { env },
      "tools",
      "call",
      "s",
      "look",
      "--param",
      "path=a",
      "--verbose",
    );
    expect(said.exitCode).toBe(0);
    expect(at.sandboxes.started.at(-1)?.env).toEqual({ TOKEN: "s3cr3t-value" });
    expect(said.out + said.err).not.toContain("s3cr3t-value");
  });

  it("refuses an unknown provider", async () => {
    await using at = await made();
    const said = await at.world.run("tools", "list", "s", "--provider", "moon");
    expect(said.exitCode).toBe(2);
    expect(said.err).toContain('sandbox.provider: Expected "local" or "e2b", not the text "moon".');
  });
});

describe("the launch", () => {
  it("is told on stderr before the first start, once, and again when it differs", async () => {
    await using at = await made();
    const first = await at.world.run("tools", "list", "s");
    expect(first.err).toBe(
      [
        "First start of s:",
        "  command  server --root /data",
        `  mount    ${at.world.folder} → /data (read-only)`,
        "  network  none",
        "",
      ].join("\n"),
    );
    expect((await at.world.run("tools", "list", "s")).err).toBe("");
    await at.world.run(
      "server",
      "edit",
      "s",
      "--network",
      "npm",
      "--install-command",
      "pip install x",
      "--env",
      "A_TOKEN=x",
    );
    const { err } = await at.world.run("tools", "list", "s");
    expect(err).toContain(
      "  install  pip install x (once)\n           network meanwhile: only npm, pypi\n",
    );
    expect(err).toContain("  network  only npm\n  env      A_TOKEN\n");
    expect(err).not.toContain("=x");
  });
});

describe("quick", () => {
  const call = [
    "quick",
    "npx -y @scope/server-x@1 /data",
    "env",
    "--mount",
    "sub:/data:rw",
    "--env",
    "A=1",
  ];

  it("starts what its words say and saves nothing in the settings", async () => {
    await using at = await made();
    await mkdir(join(at.world.folder, "sub"));
    const said = await at.world.run(
      ...call,
      "--json",
      "--memory",
      "64",
      "--network",
      "api.example.com",
    );
    expect(said.exitCode).toBe(0);
    expect(at.sandboxes.specs[0]).toMatchObject({
      mounts: [{ source: join(at.world.folder, "sub"), target: "/data", write: true }],
      network: { allow: ["api.example.com"] },
      limits: { memoryMB: 64 },
    });
    expect(at.sandboxes.specs[0]?.id).toMatch(/^quick-server-x-/);
    expect(at.sandboxes.started[0]).toMatchObject({ env: { A: "1" } });
    expect((await at.world.run("server", "list", "--json")).out).not.toContain("scope");
  });

  it("tells that a package will be fetched, and of characters that are not seen", async () => {
    await using at = await made();
    const { err } = await at.world.run("quick", "npx -y some-\u200bpackage", "env");
    expect(err).toMatch(/ npx -y some-‹U\+200B›package\n.*the package that the command names/);
    expect(err).toContain("network meanwhile: only npm");
  });

  it("names a folder that is not there", async () => {
    await using at = await made();
    const said = await at.world.run("quick", "server", "env", "--mount", "nowhere:/data");
    expect(said.exitCode).toBe(3);
    expect(said.err).toContain(`${join(at.world.folder, "nowhere")} does not exist.`);
  });
});

it("sessions lists who runs, and nobody else", async () => {
  await using at = await made();
  expect((await at.world.run("sessions")).out).toBe("Nothing runs.\n");
  const controller = new AbortController();
  const calling = at.world.runWith({ signal: controller.signal }, "tools", "call", "s", "hang");
  const running = () => at.world.run("sessions", "--json").then(json);
  await expect
    .poll(running)
    .toMatchObject([
      { server: "s", pid: process.pid, provider: "local", commandLine: "server --root /data" },
    ]);
  expect((await at.world.run("sessions")).out).toMatch(
    /^SERVER {2}PID .*\ns {7}\d+ .* local {4}server --root \/data\n$/,
  );
  controller.abort();
  await calling;
  expect(await running()).toEqual([]);
});
