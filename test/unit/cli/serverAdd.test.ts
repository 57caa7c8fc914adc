import { mkdir, readFile, writeFile } from "node:fs/promises";
import { dirname, join } from "node:path";
import { describe, expect, it } from "vitest";
import { FakeWorld } from "../../fakes/world.ts";

const settingsFile = ({ folder }: FakeWorld) => join(folder, ".vscode/settings.json");
const put = async (file: string, text: string): Promise<void> => {
  await mkdir(dirname(file), { recursive: true });
  await writeFile(file, text);
};
const json = (text: string): unknown => JSON.parse(text);
const one = '{\n  // kept\n  "mcpSandbox.servers": {"files": {"command": "x /data"}}\n}\n';

describe("server add", () => {
  it("makes the settings where there are none, and says so", async () => {
    await using world = await FakeWorld.make();
    const said = await world.run(
      "server",
      "add",
      "files",
      "--command",
      "npx x",
      "--mount",
      "a:/a:rw",
    );
    expect(said).toEqual({
      exitCode: 0,
      out: `Added files in ${settingsFile(world)} (new).\n`,
      err: "",
    });
    expect(json(await readFile(settingsFile(world), "utf8"))).toEqual({
      "mcpSandbox.servers": {
        files: {
          command: "npx x",
          sandbox: { mounts: [{ source: "./a", target: "/a", write: true }] },
        },
      },
    });
  });

  it("knows all of the seed's options", async () => {
    await using world = await FakeWorld.make();
    const { exitCode, out } = await world.run(
      ..."server add s --command c --env A=1 --env B=2 --install-commands one --install-command two --description d --timeout 3 --json".split(
        " ",
      ),
    );
    expect(exitCode).toBe(0);
    expect(json(out)).toEqual({
      added: "s",
      file: settingsFile(world),
      created: true,
      entry: {
        command: "c",
        env: { A: "1", B: "2" },
        installCommands: ["one", "two"],
        description: "d",
        timeoutMinutes: 3,
      },
    });
  });

  it("replaces a server only with --yes", async () => {
    await using world = await FakeWorld.make();
    await put(settingsFile(world), one);
    const refused = await world.run("server", "add", "files", "--command", "y");
    expect(refused.exitCode).toBe(2);
    expect(refused.err).toContain("→ Change it by mcp-sandbox server edit files");
    expect((await world.run("server", "add", "files", "--command", "y", "--yes")).exitCode).toBe(0);
    expect(await readFile(settingsFile(world), "utf8")).toContain("// kept");
  });

  it("tells everything that is wrong and writes nothing", async () => {
    await using world = await FakeWorld.make();
    const said = await world.run(
      "server",
      "add",
      "s",
      "--command",
      "c",
      "--memory",
      "3T",
      "--provider",
      "docker",
    );
    expect(said.exitCode).toBe(2);
    expect(said.err).toContain(
      'sandbox.provider: Expected "local" or "e2b", not the text "docker".',
    );
    expect(said.err).toContain("sandbox.memoryMB: Expected a whole number");
    await expect(readFile(settingsFile(world))).rejects.toThrow("ENOENT");
    expect((await world.run("server", "add", "a b", "--command", "c")).exitCode).toBe(2);
  });

  it("writes into the file that is named, in its own way", async () => {
    await using world = await FakeWorld.make();
    const said = await world.run(
      "server",
      "add",
      "s",
      "--command",
      "npx -y x",
      "--config",
      "mcp.json",
    );
    expect(said.exitCode).toBe(0);
    expect(json(await readFile(join(world.folder, "mcp.json"), "utf8"))).toEqual({
      servers: { s: { command: "npx", args: ["-y", "x"] } },
    });
  });

  it("never touches a broken file", async () => {
    await using world = await FakeWorld.make();
    await put(settingsFile(world), '{"a": ');
    const said = await world.run("server", "add", "s", "--command", "c");
    expect(said.exitCode).toBe(3);
    expect(said.err).toContain(`${settingsFile(world)}:1:7: A value is expected here.`);
    expect(await readFile(settingsFile(world), "utf8")).toBe('{"a": ');
  });
});

describe("server list and show", () => {
  const mixed = JSON.stringify({
    "mcpSandbox.servers": {
      files: {
        command: "x",
        env: { API_TOKEN: "plain", OTHER_TOKEN: "${secret:T}", MODE: "m" },
        sandbox: { mounts: [{ source: "./a", write: true }], network: { allow: ["npm"] } },
      },
      broken: { comand: "y" },
    },
  });

  it("show the good ones, and what is wrong with the others on stderr", async () => {
    await using world = await FakeWorld.make();
    await put(settingsFile(world), mixed);
    const { exitCode, out, err } = await world.run("server", "list");
    expect(exitCode).toBe(0);
    expect(out).toBe(
      "NAME   COMMAND  MAY SEE AND REACH            DESCRIPTION\nfiles  x        ./a (rw), network: only npm\n",
    );
    expect(err).toContain("mcpSandbox.servers.broken.comand: Not known. Did you mean `command`?");
  });

  it("print one JSON object by name", async () => {
    await using world = await FakeWorld.make();
    await put(settingsFile(world), mixed);
    const value = json((await world.run("server", "list", "--json")).out);
    expect(value).toMatchObject({ files: { command: "x" } });
    expect(value).not.toHaveProperty("broken");
  });

  it("do not show a plain secret to every eye", async () => {
    await using world = await FakeWorld.make();
    await put(settingsFile(world), mixed);
    const { out } = await world.run("server", "show", "files");
    expect(out).toContain("API_TOKEN=•••");
    expect(out).toContain("OTHER_TOKEN=${secret:T}");
    expect(out).toContain("MODE=m");
    expect(out).toContain("./a (writable)");
  });

  it("say how to begin where there is nothing", async () => {
    await using world = await FakeWorld.make();
    expect((await world.run("server", "list")).out).toContain("server add NAME");
    expect((await world.run("server", "list", "--json")).out).toBe("{}\n");
  });

  it("tell a broken server from an unknown one", async () => {
    await using world = await FakeWorld.make();
    await put(settingsFile(world), mixed);
    const broken = await world.run("server", "show", "broken", "--json");
    expect(broken).toMatchObject({ exitCode: 3, err: "" });
    expect(json(broken.out)).toMatchObject({
      error: { code: "config", problems: [{ path: "mcpSandbox.servers.broken.command" }, {}] },
    });
    const unknown = await world.run("server", "show", "flies");
    expect(unknown.exitCode).toBe(3);
    expect(unknown.err).toContain("→ Did you mean files?");
  });
});
