import { mkdir, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { StdioClientTransport } from "@modelcontextprotocol/sdk/client/stdio.js";
import { expect, it } from "vitest";
import { lint } from "../../../src/mcp/pins/lint/lint.ts";
import { CommandLine } from "../cli/commandLine.ts";
import { hostIn, packaged } from "../host/hostIn.ts";
import { legacyClient } from "./gatewayIn.ts";

it("the lint finds nothing in the tools of the reference servers, each beside the others", async () => {
  const definitions = [packaged("everything"), packaged("filesystem", ["/"]), packaged("memory")];
  await using world = await hostIn("bare", definitions);
  const lists = await Promise.all(definitions.map(({ name }) => world.host.tools(name)));
  expect(lists.flat().length).toBeGreaterThan(30);
  const found = lists.flatMap((tools, at) => {
    const rest = lists.filter((_, other) => other !== at).flat();
    const others = new Set(rest.map(({ name }) => name));
    return tools.flatMap((tool) =>
      lint(tool, { others }).map((finding) => ({ tool: tool.name, ...finding })),
    );
  });
  expect(found).toEqual([]);
});

it("connect keeps back what changed between two runs in the jail, until it is approved", async () => {
  await using cli = await CommandLine.make();
  const servers = join(import.meta.dirname, "../../fixtures/servers");
  const mail = {
    command: `node ${join(servers, "rugPull.mjs")}`,
    sandbox: { mounts: [{ source: servers }] },
  };
  await mkdir(join(cli.folder, ".vscode"));
  const settings = JSON.stringify({ "mcpSandbox.servers": { mail } });
  await writeFile(join(cli.folder, ".vscode/settings.json"), settings);

  /** A client that lists, calls `send` and lists again. */
  async function visit() {
    const transport = new StdioClientTransport({
      command: process.execPath,
      args: [cli.file, "connect", "mail"],
      cwd: cli.folder,
      env: { PATH: process.env["PATH"] ?? "", MCP_SANDBOX_DATA: cli.data },
      stderr: "pipe",
    });
    let said = "";
    transport.stderr?.on("data", (chunk: Buffer) => (said += chunk.toString()));
    const client = await legacyClient(transport);
    const names = async () => (await client.listTools()).tools.map(({ name }) => name);
    const before = await names();
    const sent = await client.callTool({ name: "send", arguments: { to: "ada" } });
    await expect.poll(() => client.callTool({ name: "list" })).toMatchObject({ content: [{}] });
    const after = await names();
    await client.close();
    return { before, sent: JSON.stringify(sent), after, said };
  }

  const first = await visit();
  expect(first).toMatchObject({ before: ["list", "send"], after: ["list", "send"] });
  expect(first.sent).toContain("sent to ada");
  const second = await visit();
  expect(second).toMatchObject({ before: ["list", "send"], after: ["list"] });
  expect(second.sent).toContain("The user decides by: mcp-sandbox tools review mail");
  expect(second.said).toContain("mail: kept from clients: send (changed, 3 found by the lint)");
  const review = await cli.run(["tools", "review", "mail", "--approve", "send", "--json"]);
  expect(JSON.parse(review.out)).toMatchObject({
    tools: [{}, { name: "send", state: "approved" }, {}],
  });
  expect((await visit()).sent).toContain("sent to ada");
});
