import { describe, expect, it } from "vitest";
import { clients } from "../../../../src/config/clients/client.ts";
import {
  importFrom,
  importFromAll,
  readClient,
} from "../../../../src/config/clients/importFrom.ts";
import { test } from "../../../fakes/folder.ts";

const own = { command: "node", args: ["/c/cli.mjs", "connect", "o", "--config", "/s"] };
const names = (text: string, client = clients.claude) =>
  readClient(text, { file: "f", client }).servers.map(({ name }) => name);

describe("a file of another client", () => {
  it("of VS Code gives its servers, with inputs as secrets", () => {
    const text = `{
      // mine
      "inputs": [{ "id": "key", "type": "promptString", "password": true }],
      "servers": {
        "a": { "type": "stdio", "command": "npx", "args": ["-y", "x"], "env": { "K": "\${input:key}" } },
        "web": { "type": "http", "url": "https://x" },
      },
    }`;
    expect(readClient(text, { file: "f", client: clients.vscode })).toMatchObject({
      servers: [
        { name: "a", entry: { command: "npx", args: ["-y", "x"], env: { K: "${secret:key}" } } },
      ],
      problems: [{ path: "servers.web", message: expect.stringContaining("over the network") }],
    });
  });

  it.each([clients["mcp-json"], clients.claude, clients.cursor])("of $title as well", (client) => {
    const text =
      '{"mcpServers":{"my server":{"command":"uvx","args":["x"]}},"preferences":{"a":{}}}';
    expect(readClient(text, { file: "f", client })).toMatchObject({
      servers: [{ name: "my-server", entry: { command: "uvx", args: ["x"] } }],
      problems: [],
    });
  });

  it("of Codex gives its servers, with its words in ours", () => {
    const text = `model = "m"
[mcp_servers.a]
command = "npx"
args = ["-y", "x"]
cwd = "/w"
env_vars = ["TOKEN", { name = "OTHER", source = "remote" }]
startup_timeout_sec = 20
tool_timeout_sec = 90
enabled = false
enabled_tools = ["t"]
[mcp_servers.a.env]
MODE = "m"
[mcp_servers.web]
url = "https://x"
`;
    expect(readClient(text, { file: "f", client: clients.codex })).toMatchObject({
      servers: [
        {
          name: "a",
          entry: {
            command: "npx",
            args: ["-y", "x"],
            cwd: "/w",
            env: { TOKEN: "${env:TOKEN}", OTHER: "${env:OTHER}", MODE: "m" },
            initializationTimeoutSeconds: 20,
            requestTimeoutSeconds: 90,
            disabled: true,
          },
        },
      ],
      problems: [{ path: "mcp_servers.web" }],
      notes: [
        { path: "mcp_servers.a.enabled_tools", message: "Left out: it has no meaning here." },
      ],
    });
  });

  it("gives no server that comes back to us", () => {
    const text = JSON.stringify({ mcpServers: { o: own, a: { command: "x" } } });
    expect(readClient(text, { file: "f", client: clients.cursor })).toMatchObject({
      servers: [{ name: "a" }],
      bridges: ["o"],
    });
    expect(readClient(text, { file: "f" })).toMatchObject({
      servers: [{ name: "a" }],
      bridges: ["o"],
    });
  });

  it.each(["", "{}", '{"preferences":{"a":{"command":"x"}}}'])("%j gives nothing", (text) => {
    expect(names(text)).toEqual([]);
  });

  it("that nobody has named is known by what it holds, and TOML by its name", () => {
    expect(
      readClient('{"servers":{"a":{"command":"x"}}}', { file: "x.json" }).servers,
    ).toHaveLength(1);
    const toml = readClient('[mcp_servers.a]\ncommand = "x"\n', { file: "x.toml" });
    expect(toml).toMatchObject({ client: clients.codex, servers: [{ name: "a" }] });
  });

  it("that is broken says where", () => {
    expect(() => readClient('{"a": ', { file: "x.json" })).toThrow(/^x\.json:1:7: /);
    expect(() => readClient("a = = 1", { file: "x.toml" })).toThrow(/^x\.toml:1:\d+: /);
  });
});

describe("several files", () => {
  test("are read where they are, and a broken one costs only itself", async ({ folder }) => {
    await folder.put({ a: '{"mcpServers":{"a":{"command":"x"}}}', broken: "{" });
    const source = (name: string) => ({ file: folder.at(name), client: clients.claude });
    const found = await importFromAll(["none", "broken", "a"].map(source));
    expect(found).toMatchObject([
      { servers: [], problems: [{ message: expect.stringContaining("broken:1:2") }] },
      { servers: [{ name: "a" }] },
    ]);
    expect(await importFrom(source("none"))).toBeUndefined();
  });
});
