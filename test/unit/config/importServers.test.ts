import { describe, expect, it } from "vitest";
import { exportServer } from "../../../src/config/exportServer.ts";
import { importServers } from "../../../src/config/importServers.ts";

const entries = (text: string) =>
  Object.fromEntries(importServers(text).servers.map(({ name, entry }) => [name, entry]));
const said = (text: string) => {
  const { problems, notes } = importServers(text);
  return [...problems, ...notes].map(({ path, message }) => `${path}: ${message}`);
};

describe("the editor's mcp.json", () => {
  const text = `{
    // comments are welcome
    "inputs": [{ "id": "gh-token", "type": "promptString", "password": true }],
    "servers": {
      "github": {
        "type": "stdio",
        "command": "npx",
        "args": ["-y", "server-github", "\${workspaceFolder}"],
        "env": { "TOKEN": "\${input:gh-token}", "PORT": 8080, "UNSET": null },
        "envFile": "\${workspaceFolder}/.env",
        "dev": { "watch": "x" },
      },
      "plain": { "command": "/opt/my server/run" },
      "remote": { "type": "http", "url": "https://example.com/mcp" },
      "sse": { "type": "sse", "url": "https://example.com/sse" },
    },
  }`;

  it("is taken with its inputs as secrets", () => {
    expect(entries(text)["github"]).toEqual({
      command: "npx",
      args: ["-y", "server-github", "${workspaceFolder}"],
      env: { TOKEN: "${secret:gh-token}", PORT: "8080" },
      envFile: "${workspaceFolder}/.env",
    });
  });

  it("has commands that are programs, not shell lines", () => {
    expect(entries(text)["plain"]).toEqual({ command: "/opt/my server/run", args: [] });
  });

  it("may hold servers that cannot run here, and says so", () => {
    const remote =
      "Not runnable here: it is reached over the network (HTTP or SSE) and is no program that a sandbox could hold.";
    expect(importServers(text).problems).toEqual([
      { path: "servers.remote", message: remote },
      { path: "servers.sse", message: remote },
    ]);
  });

  it("loses what means nothing here, and says so", () => {
    expect(importServers(text).notes.map(({ path }) => path)).toEqual([
      "servers.github.dev",
      "servers.github.env.UNSET",
    ]);
  });

  it("keeps what its own sandbox allows", () => {
    const sandbox = {
      filesystem: { allowWrite: ["./out"], denyRead: ["/x"] },
      network: { allowedDomains: ["api.example.com"] },
    };
    const servers = { a: { command: "x", sandboxEnabled: true, sandbox } };
    expect(entries(JSON.stringify({ servers }))["a"]).toEqual({
      command: "x",
      args: [],
      sandbox: {
        mounts: [{ source: "./out", write: true }],
        network: { allow: ["api.example.com"] },
      },
    });
  });
});

describe("other programs' files", () => {
  it("of Claude Desktop and Cursor are taken, names made to fit", () => {
    const text = `{"mcpServers": {"My Server (2)": {"command": "uvx", "args": ["x"], "autoApprove": []}}}`;
    expect(entries(text)).toEqual({ "My-Server-2": { command: "uvx", args: ["x"] } });
    expect(said(text)).toEqual([
      'mcpServers["My Server (2)"].autoApprove: Left out: it has no meaning here.',
    ]);
  });

  it("may take variables from the environment", () => {
    const text = `{"mcpServers": {"a": {"command": "x", "env": {"K": "\${API_KEY}"}}}}`;
    expect(entries(text)["a"]?.env).toEqual({ K: "${env:API_KEY}" });
  });

  it("of e2b-mcp are taken with their snake_case names", () => {
    const text = JSON.stringify({
      github: {
        name: "github",
        command: "npx -y server-github",
        package: "",
        description: "",
        timeout_minutes: 5,
        initialization_timeout: 20,
        install_commands: ["pip install a"],
        env: { T: "x" },
      },
      fs: { command: "python -m fs --stdio", package: "mcp-server-filesystem" },
    });
    expect(entries(text)).toEqual({
      github: {
        command: "npx -y server-github",
        timeoutMinutes: 5,
        initializationTimeoutSeconds: 20,
        installCommands: ["pip install a"],
        env: { T: "x" },
      },
      fs: {
        command: "python -m fs --stdio",
        installCommands: [
          "PIP_BREAK_SYSTEM_PACKAGES=1 python3 -m pip install --user 'mcp-server-filesystem'",
        ],
      },
    });
    expect(said(text)).toEqual([]);
  });

  it("cannot smuggle a command in as a package", () => {
    const text = JSON.stringify({ a: { command: "x", package: "a'; touch /tmp/x; '" } });
    expect(entries(text)["a"]?.installCommands).toBeUndefined();
  });

  it("of ours are checked, not translated", () => {
    const text = `{"mcpSandbox.servers": {"a": {"command": "x"}, "b": {"command": "y", "timeout_minutes": 1}}}`;
    expect(Object.keys(entries(text))).toEqual(["a"]);
    expect(said(text)).toEqual([
      "mcpSandbox.servers.b.timeout_minutes: Not known. Did you mean `timeoutMinutes`?",
    ]);
  });
});

describe("one bare entry", () => {
  it.each([
    ['{"command": "npx -y @modelcontextprotocol/server-memory@1.0"}', "server-memory"],
    ['{"command": "npx", "args": ["-y", "@x/y"]}', "y"],
    ['{"command": "uvx mcp-server-time"}', "mcp-server-time"],
    ['{"command": "python3 /a/clock.py"}', "clock"],
    ['{"command": "node /m/@x/server-a/dist/index.js /data"}', "server-a"],
    ['{"command": "node dist/index.js"}', "server"],
    ['{"name": "mine", "command": "x"}', "mine"],
    ['{"command": "npx"}', "server"],
  ])("%s is called %s", (text, name) => {
    expect(Object.keys(entries(text))).toEqual([name]);
  });

  it("with its name but without braces is taken too", () => {
    expect(entries('"files": { "command": "x", }, // tail')).toEqual({ files: { command: "x" } });
  });

  it("survives export and import", () => {
    const entry = { command: "npx -y x", env: { A: "${secret:B}" }, sandbox: { cpus: 1 } };
    expect(entries(exportServer({ name: "a", entry }))).toEqual({ a: entry });
  });

  it("that is remote is told as such", () => {
    expect(said('{"url": "https://x.example/mcp"}')[0]).toContain("Not runnable here");
  });
});

describe("a text without servers", () => {
  it("says where it is no JSON", () => {
    expect(() => importServers('{\n  "a": {,}\n}')).toThrow(
      "The text:2:9: A value is expected here.",
    );
  });

  it.each(["{}", "[]", "", "3", '{"mcpServers": {}}'])(
    "says that nothing was found: %j",
    (text) => {
      expect(said(text)[0]).toContain("No server was found");
    },
  );

  it("says what is no entry", () => {
    expect(said('{"a": 1}')).toEqual(["a: Expected an object, not 1."]);
  });
});
