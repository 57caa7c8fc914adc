import { mkdir, readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
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
