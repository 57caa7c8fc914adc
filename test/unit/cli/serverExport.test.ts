import { mkdir, readFile, writeFile } from "node:fs/promises";
import { dirname, join } from "node:path";
import { parse } from "smol-toml";
import { describe, expect, it } from "vitest";
import { FakeWorld } from "../../fakes/world.ts";

const settings = {
  "mcpSandbox.servers": {
    files: { command: "npx -y files" },
    github: { command: "x", env: { TOKEN: "${secret:GITHUB}", PLAIN: "hunter2" } },
  },
};

async function worldWith(files: Readonly<Record<string, string>> = {}): Promise<FakeWorld> {
  const world = await FakeWorld.make();
  const all = { ".vscode/settings.json": JSON.stringify(settings), ...files };
  for (const [name, text] of Object.entries(all)) {
    await mkdir(dirname(join(world.folder, name)), { recursive: true });
    await writeFile(join(world.folder, name), text);
  }
  return world;
}

const textOf = ({ folder }: FakeWorld, file: string) => readFile(join(folder, file), "utf8");
const argsOf = ({ folder }: FakeWorld, name: string) => [
  "/opt/mcp-sandbox/dist/cli.mjs",
  "connect",
  name,
  "--config",
  join(folder, ".vscode/settings.json"),
];

describe("server export", () => {
  it.each([
    ["vscode", ".vscode/mcp.json", "servers"],
    ["mcp-json", ".mcp.json", "mcpServers"],
    ["cursor", ".cursor/mcp.json", "mcpServers"],
    ["claude", "home/.config/Claude/claude_desktop_config.json", "mcpServers"],
  ])("to %s makes %s", async (client, file, key) => {
    await using world = await worldWith();
    const said = await world.run("server", "export", "files", "--to", client);
    expect(said.exitCode).toBe(0);
    expect(said.out).toContain(`Exported files to ${join(world.folder, file)} (new).`);
    expect(JSON.parse(await textOf(world, file))).toEqual({
      [key]: {
        files: {
          ...(client === "claude" ? {} : { type: "stdio" }),
          command: "/bin/node",
          args: argsOf(world, "files"),
        },
      },
    });
  });

  it("to codex adds tables behind what is there", async () => {
    const before = '# mine\nmodel = "m"\n';
    await using world = await worldWith({ "home/.codex/config.toml": before });
    expect((await world.run("server", "export", "--all", "--to", "codex")).exitCode).toBe(0);
    const text = await textOf(world, "home/.codex/config.toml");
    expect(text.startsWith(before)).toBe(true);
    expect(parse(text)).toMatchObject({
      model: "m",
      mcp_servers: {
        files: { command: "/bin/node", args: argsOf(world, "files") },
        github: { env_vars: expect.arrayContaining(["MCP_SANDBOX_SECRET_GITHUB"]) },
      },
    });
    expect(text).not.toContain("hunter2");
  });

  it("says on stderr which variables a server needs, and writes no value of any", async () => {
    await using world = await worldWith();
    const { err } = await world.run("server", "export", "github", "--to", "mcp-json");
    expect(err).toBe(
      "github needs these variables where the client is started: MCP_SANDBOX_SECRET_GITHUB\n",
    );
    expect(await textOf(world, ".mcp.json")).not.toMatch(/hunter2|secret:/);
  });

  it("goes into the user's own file or the file that is named", async () => {
    await using world = await worldWith();
    await world.run("server", "export", "files", "--to", "cursor", "--user");
    expect(await textOf(world, "home/.cursor/mcp.json")).toContain("connect");
    await world.run("server", "export", "files", "--to", "claude", "--file", "x/y.json");
    expect(await textOf(world, "x/y.json")).toContain("connect");
    const none = await world.run("server", "export", "files", "--to", "vscode", "--user");
    expect(none).toMatchObject({ exitCode: 2, out: "" });
    expect(none.err).toContain("→ Name it with --file.");
  });

  it("prints the block alone and writes nothing", async () => {
    await using world = await worldWith();
    const said = await world.run("server", "export", "files", "--to", "codex", "--print");
    expect(parse(said.out)).toMatchObject({ mcp_servers: { files: { command: "/bin/node" } } });
    expect(said.err).toBe(`It belongs into ${join(world.folder, "home/.codex/config.toml")}.\n`);
    await expect(textOf(world, "home/.codex/config.toml")).rejects.toThrow("ENOENT");
  });

  it("never replaces what is not ours without --force, and updates what is", async () => {
    const other = '{"mcpServers":{"files":{"command":"y"}}}';
    await using world = await worldWith({ ".mcp.json": other });
    const words = ["server", "export", "--all", "--to", "mcp-json"];
    const refused = await world.run(...words);
    expect(refused).toMatchObject({ exitCode: 2, out: "" });
    expect(refused.err).toContain("→ Replace what is there with --force.");
    expect(await textOf(world, ".mcp.json")).toBe(other);
    expect((await world.run(...words, "--force")).exitCode).toBe(0);
    const moved = { node: "/new/node", script: "/new/cli.mjs" };
    expect((await world.runWith({ program: moved }, ...words)).exitCode).toBe(0);
    expect(await textOf(world, ".mcp.json")).toContain("/new/cli.mjs");
    const { out } = await world.runWith({ program: moved }, ...words);
    expect(out).toBe(`files, github: ${join(world.folder, ".mcp.json")} has this already.\n`);
  });

  it("gives the block to paste where a file cannot be changed for sure", async () => {
    const text = 'mcp_servers = { other = { command = "y" } }\n';
    await using world = await worldWith({ "home/.codex/config.toml": text });
    const said = await world.run("server", "export", "files", "--to", "codex");
    expect(said.exitCode).toBe(3);
    expect(said.err).toContain("→ Put this into it by hand:\n\n[mcp_servers.files]\n");
    expect(await textOf(world, "home/.codex/config.toml")).toBe(text);
  });

  it("prints one JSON value", async () => {
    await using world = await worldWith();
    const said = await world.run("server", "export", "github", "--to", "claude", "--json");
    expect(JSON.parse(said.out)).toEqual({
      to: "claude",
      file: join(world.folder, "home/.config/Claude/claude_desktop_config.json"),
      entries: { github: { command: "/bin/node", args: argsOf(world, "github") } },
      written: true,
    });
    const printed = await world.run(
      "server",
      "export",
      "files",
      "--to",
      "claude",
      "--print",
      "--json",
    );
    expect(JSON.parse(printed.out)).toMatchObject({ written: false });
  });

  it.each([
    [["files"], 2, "required option '--to <client>' not specified"],
    [["files", "--to", "emacs"], 2, "There is no client emacs."],
    [["--to", "claude"], 2, "Give names of servers, or --all."],
    [["files", "--all", "--to", "claude"], 2, "Give names of servers, or --all."],
    [["flies", "--to", "claude"], 3, "Did you mean files?"],
    [
      ["files", "--to", "vscode", "--file", ".vscode/settings.json"],
      2,
      "is where these servers come from",
    ],
  ])("%j makes no sense", async (words, exitCode, hint) => {
    await using world = await worldWith();
    const said = await world.run("server", "export", ...words);
    expect(said).toMatchObject({ exitCode, out: "" });
    expect(said.err).toContain(hint);
  });
});
