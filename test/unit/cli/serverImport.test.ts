import { mkdir, readFile, writeFile } from "node:fs/promises";
import { dirname, join } from "node:path";
import { describe, expect, it } from "vitest";
import { FakeWorld } from "../../fakes/world.ts";

const claudeFile = "home/.config/Claude/claude_desktop_config.json";
const own = { command: "/n", args: ["/c/cli.mjs", "connect", "own", "--config", "/s"] };
const other = { command: "npx", args: ["-y", "a"] };
const taken = { command: "npx", args: ["-y", "a"] };

async function worldWith(files: Readonly<Record<string, unknown>>): Promise<FakeWorld> {
  const world = await FakeWorld.make();
  for (const [name, content] of Object.entries(files)) {
    await mkdir(dirname(join(world.folder, name)), { recursive: true });
    const text = typeof content === "string" ? content : JSON.stringify(content);
    await writeFile(join(world.folder, name), text);
  }
  return world;
}

const settingsOf = async ({ folder }: FakeWorld): Promise<unknown> =>
  JSON.parse(await readFile(join(folder, ".vscode/settings.json"), "utf8"));

describe("server import", () => {
  it("takes all servers of a client, and says what was left and why", async () => {
    await using world = await worldWith({
      [claudeFile]: { mcpServers: { a: other, own, web: { url: "https://x" } } },
    });
    const said = await world.run("server", "import", "--from", "claude");
    expect(said.exitCode).toBe(0);
    expect(said.out).toContain("Left own: it runs one of our servers already.\n");
    expect(said.out).toContain(`Imported a into ${join(world.folder, ".vscode/settings.json")}.\n`);
    expect(said.err).toContain("mcpServers.web: Not runnable here");
    expect(await settingsOf(world)).toEqual({ "mcpSandbox.servers": { a: taken } });
  });

  it.each([
    ["vscode", ".vscode/mcp.json", { servers: { a: other } }],
    ["mcp-json", ".mcp.json", { mcpServers: { a: other } }],
    ["cursor", "home/.cursor/mcp.json", { mcpServers: { a: other } }],
    ["codex", "home/.codex/config.toml", '[mcp_servers.a]\ncommand = "npx"\nargs = ["-y", "a"]\n'],
  ])("reads the file of %s", async (client, file, content) => {
    await using world = await worldWith({ [file]: content });
    expect((await world.run("server", "import", "--from", client)).exitCode).toBe(0);
    expect(await settingsOf(world)).toEqual({ "mcpSandbox.servers": { a: taken } });
  });

  it("alone shows what there is and writes nothing", async () => {
    await using world = await worldWith({
      [claudeFile]: { mcpServers: { a: other } },
      ".cursor/mcp.json": "{",
      "home/.codex/config.toml": '[mcp_servers.b]\ncommand = "uvx b"\n',
    });
    const said = await world.run("server", "import");
    expect(said.exitCode).toBe(0);
    expect(said.out).toMatch(/^NAME +CLIENT +COMMAND +FILE\na +Claude Desktop +npx -y a /);
    expect(said.out).toMatch(/\nb +Codex /);
    expect(said.out).toContain("Nothing was written.");
    expect(said.err).toContain(".cursor/mcp.json:1:2: ");
    await expect(settingsOf(world)).rejects.toThrow("ENOENT");
    await using empty = await worldWith({});
    expect((await empty.run("server", "import")).out).toContain("There is nothing to take over");
  });

  it("takes what is named from wherever it is, the nearest first", async () => {
    await using world = await worldWith({
      ".mcp.json": { mcpServers: { a: other } },
      [claudeFile]: { mcpServers: { a: { command: "far" }, b: { command: "b" } } },
    });
    const said = await world.run("server", "import", "a");
    expect(said.out).toContain("Left a: another of this name is taken.");
    expect(await settingsOf(world)).toEqual({ "mcpSandbox.servers": { a: taken } });
    expect((await world.run("server", "import", "--all")).exitCode).toBe(0);
    expect(await settingsOf(world)).toMatchObject({
      "mcpSandbox.servers": { a: taken, b: { command: "b" } },
    });
  });

  it("replaces a server of the settings only with --force", async () => {
    await using world = await worldWith({
      ".vscode/settings.json": { "mcpSandbox.servers": { a: { command: "mine" } } },
      ".mcp.json": { mcpServers: { a: other, b: other } },
    });
    const all = await world.run("server", "import", "--from", "mcp-json");
    expect(all.exitCode).toBe(0);
    expect(all.out).toContain("Left a: the settings have another of this name");
    expect(all.out).toContain("Imported b into");
    expect((await world.run("server", "import", "a")).exitCode).toBe(2);
    expect(await settingsOf(world)).toMatchObject({
      "mcpSandbox.servers": { a: { command: "mine" }, b: taken },
    });
    expect((await world.run("server", "import", "a", "--force")).exitCode).toBe(0);
    expect(await settingsOf(world)).toMatchObject({ "mcpSandbox.servers": { a: taken } });
    const again = await world.run("server", "import", "a");
    expect(again).toMatchObject({
      exitCode: 0,
      out: "Left a: it is in the settings already.\nNothing was taken over.\n",
    });
  });

  it("reads the file that is named, whoever wrote it", async () => {
    await using world = await worldWith({ "x.json": { servers: { a: other } } });
    const said = await world.run("server", "import", "--file", "x.json");
    expect(said.exitCode).toBe(0);
    expect(await settingsOf(world)).toEqual({ "mcpSandbox.servers": { a: taken } });
  });

  it("prints one JSON value, problems and all", async () => {
    await using world = await worldWith({
      [claudeFile]: { mcpServers: { a: other, own, web: { url: "https://x" } } },
    });
    const said = await world.run("server", "import", "--from", "claude", "--json");
    const file = join(world.folder, claudeFile);
    expect(said.err).toBe("");
    expect(JSON.parse(said.out)).toEqual({
      file: join(world.folder, ".vscode/settings.json"),
      found: [
        {
          client: "claude",
          file,
          servers: ["a"],
          bridges: ["own"],
          problems: [{ path: "mcpServers.web", message: expect.any(String) }],
          notes: [],
        },
      ],
      imported: { a: taken },
      skipped: [{ name: "own", file, reason: "it runs one of our servers already" }],
    });
  });

  it("takes nothing back that was exported", async () => {
    await using world = await worldWith({
      ".vscode/settings.json": { "mcpSandbox.servers": { a: { command: "mine" } } },
    });
    const clients = ["vscode", "mcp-json", "claude", "cursor", "codex"];
    for (const client of clients) await world.run("server", "export", "a", "--to", client);
    const said = await world.run("server", "import", "--all", "--json");
    expect(JSON.parse(said.out)).toMatchObject({ imported: {} });
    const { found } = JSON.parse(said.out) as { found: { client: string; bridges: unknown }[] };
    expect(found.map(({ client, bridges }) => [client, bridges])).toEqual(
      clients.map((client) => [client, ["a"]]),
    );
  });

  it.each([
    [["--from", "codx"], 2, "Did you mean codex?"],
    [["--from", "codex"], 3, "There is no file "],
    [["--file", "none.json"], 3, "There is no file "],
    [["--file", ".vscode/settings.json"], 3, "holds the settings themselves"],
    [["--file", "broken.json"], 3, "broken.json:1:2: "],
    [["nobody"], 3, "No client has a server nobody."],
  ])("%j gives nothing", async (words, exitCode, hint) => {
    await using world = await worldWith({ "broken.json": "{", ".vscode/settings.json": {} });
    const said = await world.run("server", "import", ...words);
    expect(said).toMatchObject({ exitCode, out: "" });
    expect(said.err).toContain(hint);
  });
});
