import { describe, expect, it } from "vitest";
import { bridgeTo, isBridge, startOf, variablesOf } from "../../../../src/config/clients/bridge.ts";
import { clients } from "../../../../src/config/clients/client.ts";

const program = startOf({ node: "/bin/node", script: "/opt/dist/cli.mjs" });
const server = {
  name: "github",
  entry: {
    command: "npx -y server",
    env: { TOKEN: "${secret:git.hub}", PLAIN: "hunter2", AGAIN: "x${secret:git.hub}" },
    args: ["${env:HOST}", "${workspaceFolder}"],
  },
};

describe("the entry of a bridge", () => {
  it("names Node, the command line, the server and its settings by their paths", () => {
    expect(bridgeTo(server, "/w/.vscode/settings.json", program, clients.claude)).toEqual({
      command: "/bin/node",
      args: ["/opt/dist/cli.mjs", "connect", "github", "--config", "/w/.vscode/settings.json"],
    });
  });

  it.each(Object.values(clients))(
    "for $title holds nothing of the server's own entry",
    (client) => {
      const entry = bridgeTo(server, "/s.json", program, client);
      expect(JSON.stringify(entry)).not.toMatch(/hunter2|npx|\$\{/);
      expect(entry["type"]).toBe(client.hasType ? "stdio" : undefined);
      expect(isBridge(entry)).toBe(true);
    },
  );

  it("for Codex names the variables to hand on, and no other client's does", () => {
    const names = bridgeTo(server, "/s.json", program, clients.codex)["env_vars"];
    expect(names).toEqual(
      expect.arrayContaining(["MCP_SANDBOX_SECRET_GIT_HUB", "HOST", "E2B_API_KEY"]),
    );
    expect(bridgeTo(server, "/s.json", program, clients.cursor)).not.toHaveProperty("env_vars");
  });

  it("says what makes another program a Node", () => {
    const electron = { ...program, env: { ELECTRON_RUN_AS_NODE: "1" } };
    expect(bridgeTo(server, "/s.json", electron, clients.vscode)["env"]).toEqual(electron.env);
  });
});

describe("the variables of a server", () => {
  it("are those of its secrets and of the environment, each once", () => {
    expect(variablesOf(server)).toEqual(["MCP_SANDBOX_SECRET_GIT_HUB", "HOST"]);
    expect(variablesOf({ entry: { command: "x" } })).toEqual([]);
  });
});

describe("an entry is ours", () => {
  it.each([
    ["mcp-sandbox", ["connect", "a"]],
    ["C:\\bin\\mcp-sandbox.cmd", ["serve"]],
    ["npx", ["-y", "mcp-sandbox", "connect", "a"]],
    ["node", ["/x/cli.mjs", "connect", "a", "--config", "f"]],
    ["/usr/bin/node", ["C:\\x\\cli.mjs", "connect", "a", "--json", "--config", "f"]],
  ])("when it runs %s %j", (command, args) => {
    expect(isBridge({ command, args })).toBe(true);
  });

  it.each([
    ["npx", ["-y", "server"]],
    ["node", ["/x/cli.mjs", "connect", "a"]],
    ["connect", []],
    ["mcp-sandbox", ["tools", "list", "a"]],
    ["other-mcp-sandbox", ["connect", "a"]],
    ["node", ["server.mjs", "connect", "a", "--config", "f"]],
  ])("not when it runs %s %j", (command, args) => {
    expect(isBridge({ command, args })).toBe(false);
  });

  it.each([undefined, null, "mcp-sandbox connect", { url: "https://x" }, []])(
    "not when it is %j",
    (entry) => {
      expect(isBridge(entry)).toBe(false);
    },
  );
});
