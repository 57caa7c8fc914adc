import { execFile } from "node:child_process";
import { cp, mkdir, readFile, rename, writeFile } from "node:fs/promises";
import { dirname, join } from "node:path";
import { promisify } from "node:util";
import { Client } from "@modelcontextprotocol/sdk/client/index.js";
import { StdioClientTransport } from "@modelcontextprotocol/sdk/client/stdio.js";
import { parse } from "smol-toml";
import { expect, it } from "vitest";
import { CommandLine, modules } from "./commandLine.ts";

interface Entry {
  readonly command: string;
  readonly args: string[];
}
type Entries = Readonly<Record<string, Readonly<Record<string, Entry>>>>;

it.each([
  ["mcp-json", "f.json", (text: string) => (JSON.parse(text) as Entries)["mcpServers"]],
  [
    "codex",
    "f.toml",
    (text: string) => (JSON.parse(JSON.stringify(parse(text))) as Entries)["mcp_servers"],
  ],
])("a client that runs the entry for %s gets the server's tools", async (client, file, read) => {
  await using cli = await CommandLine.make();
  const command = `node ${modules}/@modelcontextprotocol/server-everything/dist/index.js`;
  const servers = { everything: { command, sandbox: { mounts: [{ source: modules }] } } };
  await mkdir(join(cli.folder, ".vscode"));
  await writeFile(
    join(cli.folder, ".vscode/settings.json"),
    JSON.stringify({ "mcpSandbox.servers": servers }),
  );
  const said = await cli.run(["server", "export", "everything", "--to", client, "--file", file]);
  expect(said).toMatchObject({ exitCode: 0 });
  const entry = read(await readFile(join(cli.folder, file), "utf8"))?.["everything"];
  const transport = new StdioClientTransport({
    command: entry?.command ?? "",
    args: entry?.args ?? [],
    env: { MCP_SANDBOX_DATA: join(cli.folder, "data"), PATH: "/usr/bin:/bin" },
    cwd: "/",
    stderr: "ignore",
  });
  const other = new Client({ name: "other", version: "1" });
  await other.connect(transport);
  const { tools } = await other.listTools();
  expect(tools.map(({ name }) => name)).toContain("echo");
  await other.close();
});

it("an entry that was exported before an update of the extension still works after it", async () => {
  await using cli = await CommandLine.make();
  const servers = join(import.meta.dirname, "../../fixtures/servers");
  const echo = {
    command: `node ${join(servers, "echo.mjs")}`,
    sandbox: { mounts: [{ source: servers }] },
  };
  await cp(dirname(dirname(cli.file)), join(cli.folder, "ext/pub.mcp-sandbox-0.1.0"), {
    recursive: true,
  });
  const settings = join(cli.folder, "settings.json");
  await writeFile(settings, JSON.stringify({ "mcpSandbox.servers": { echo } }));
  const env = { MCP_SANDBOX_DATA: cli.data, PATH: "/usr/bin:/bin" };
  const installed = join(cli.folder, "ext/pub.mcp-sandbox-0.1.0/dist/cli.mjs");
  const words = ["server", "export", "echo", "--to", "mcp-json", "--file", "f.json"];
  await promisify(execFile)(process.execPath, [installed, ...words, "--config", settings], {
    ...{ cwd: cli.folder, env },
  });
  await rename(dirname(dirname(installed)), join(cli.folder, "ext/pub.mcp-sandbox-0.2.0"));
  const entries = JSON.parse(await readFile(join(cli.folder, "f.json"), "utf8")) as Entries;
  const entry = entries["mcpServers"]?.["echo"];
  expect(entry?.command).toBe(join(cli.data, "bin/mcp-sandbox"));
  const { command = "", args = [] } = entry ?? {};
  const other = new Client({ name: "other", version: "1" });
  await other.connect(new StdioClientTransport({ command, args, env, cwd: "/", stderr: "ignore" }));
  const { content } = await other.callTool({ name: "echo", arguments: { message: "hi" } });
  expect(content).toEqual([{ type: "text", text: "hi" }]);
  await other.close();
});
