import { parse } from "smol-toml";
import { describe, expect, it } from "vitest";
import { bridgeTo, startOf } from "../../../../src/config/clients/bridge.ts";
import { clients } from "../../../../src/config/clients/client.ts";
import {
  blockOf,
  entriesIn,
  inTheWay,
  withEntry,
} from "../../../../src/config/clients/clientFile.ts";

const program = startOf({ node: "/bin/node", script: "/opt/dist/cli.mjs" });
const files = { name: "files", entry: { command: "x" } };
const inLines = (...lines: string[]) => `${lines.join("\n")}\n`;
const all = Object.values(clients);

describe.each(all)("a file of $title", (client) => {
  const entry = bridgeTo(files, "/w/.vscode/settings.json", program, client);
  const write = (text: string) => withEntry(text, client, "f", "files", entry) ?? "";

  it("that is empty holds the entry afterwards", () => {
    for (const text of ["", "\n"])
      expect(entriesIn(write(text), client, "f")).toEqual({ files: entry });
  });

  it("gets the same as the block that is printed", () => {
    expect(entriesIn(blockOf(client, { files: entry }), client, "f")).toEqual({ files: entry });
  });

  it("stays as it is when the entry is there already", () => {
    const once = write("");
    expect(write(once)).toBe(once);
  });

  it("that is broken is refused with its line", () => {
    expect(() => entriesIn("\n  = {", client, "f")).toThrow(/^f:2:\d+: /);
  });

  it("keeps its other entries when a second one comes", () => {
    const two = withEntry(write(""), client, "f", "b", entry) ?? "";
    expect(Object.keys(entriesIn(two, client, "f"))).toEqual(["files", "b"]);
  });
});

describe("a JSON file", () => {
  const entry = bridgeTo(files, "/s.json", program, clients["mcp-json"]);

  it("keeps comments, order and layout of all that is not ours", () => {
    const text = inLines(
      "{",
      "    // mine",
      '    "mcpServers": {',
      '        "b": { "command": "y" }, // why',
      "    },",
      '    "z": [1,2],',
      "}",
    );
    expect(withEntry(text, clients["mcp-json"], "f", "files", { command: "n", args: [] })).toBe(
      inLines(
        "{",
        "    // mine",
        '    "mcpServers": {',
        '        "b": { "command": "y" }, // why',
        '        "files": {',
        '            "command": "n",',
        '            "args": []',
        "        },",
        "    },",
        '    "z": [1,2],',
        "}",
      ),
    );
  });

  it("keeps what the user added to an entry of ours", () => {
    const text = inLines(
      "{",
      '  "mcpServers": {',
      '    "files": {',
      '      "command": "/old/node", // by hand',
      '      "args": ["/old/cli.mjs", "connect", "files", "--config", "/s.json"],',
      '      "env": { "A": "1" }',
      "    }",
      "  }",
      "}",
    );
    const changed = withEntry(text, clients["mcp-json"], "f", "files", entry) ?? "";
    expect(entriesIn(changed, clients["mcp-json"], "f")["files"]).toEqual({
      ...entry,
      env: { A: "1" },
    });
    expect(changed).toContain("// by hand");
  });

  it("gives up an entry of another's whole", () => {
    const text = '{"mcpServers":{"files":{"command":"y","env":{"A":"1"}}}}';
    const changed = withEntry(text, clients["mcp-json"], "f", "files", entry) ?? "";
    expect(entriesIn(changed, clients["mcp-json"], "f")).toEqual({ files: entry });
  });

  it("keeps a byte order mark", () => {
    expect(withEntry("\uFEFF{}\n", clients.claude, "f", "files", entry)).toMatch(/^\uFEFF\{\n/);
  });

  it("in which the name stands twice is not changed", () => {
    const text = '{"mcpServers":{"files":{"command":"y"},"files":{"command":"z"}}}';
    expect(withEntry(text, clients.claude, "f", "files", entry)).toBeUndefined();
  });

  it.each(['{"mcpServers":[]}', '{"mcpServers":1}', "[]", "1"])("%s holds no servers", (text) => {
    expect(() => entriesIn(text, clients.claude, "f")).toThrow(
      "mcpServers in f is no object of servers by name.",
    );
  });
});

describe("a TOML file", () => {
  const entry = bridgeTo(files, "/s.json", program, clients.codex);
  const write = (text: string) => withEntry(text, clients.codex, "f", "files", entry);
  const block = blockOf(clients.codex, { files: entry });

  it("keeps every line, and the block is behind them", () => {
    const text = inLines(
      "# mine",
      'model = "m" # kept',
      "",
      "[mcp_servers.other]",
      'command = "y"',
      "big = 9007199254740993",
      "when = 2026-01-02T03:04:05Z",
      "# the end",
    );
    expect(write(text)).toBe(`${text}\n${block}`);
  });

  it("gets the new block in the place of the old one, with what the user added", () => {
    const text = inLines(
      "[mcp_servers.files] # ours",
      'command = "/old/node"',
      'args = ["/old/cli.mjs", "connect", "files", "--config", "/s.json"]',
      "startup_timeout_sec = 20",
      "",
      "[mcp_servers.files.env]",
      'A = "1"',
      "",
      "# about b",
      "[mcp_servers.b]",
      'command = "y"',
    );
    const changed = write(text) ?? "";
    expect(parse(changed)).toEqual({
      mcp_servers: {
        files: { ...entry, startup_timeout_sec: 20, env: { A: "1" } },
        b: { command: "y" },
      },
    });
    expect(changed).toMatch(/\n# about b\n\[mcp_servers\.b\]\ncommand = "y"\n$/);
  });

  it("gives up an entry of another's whole, with its tables", () => {
    const text = inLines(
      '[mcp_servers."files"]',
      'command = "y"',
      "[mcp_servers.files.env]",
      'A = "1"',
      "[tui]",
      "x = 1",
    );
    expect(write(text)).toBe(`${block}[tui]\nx = 1\n`);
  });

  it("keeps its line ends", () => {
    const changed = write('a = 1\r\n[b]\r\nc = "d"\r\n') ?? "";
    expect(changed.replaceAll("\r\n", "")).not.toContain("\n");
  });

  it.each([
    ['mcp_servers = { other = { command = "y" } }\n'],
    ['[mcp_servers]\nfiles = { command = "y" }\n'],
    ['mcp_servers.files.command = "y"\n'],
    ['[mcp_servers.files]\ncommand = "y"\nargs = [\n  ["a"]\n]\n[x]\n'],
    ['note = """\n[mcp_servers.files]\n[x]\n"""\n[mcp_servers.files]\ncommand = "y"\n'],
  ])("that cannot be changed for sure is not: %j", (text) => {
    expect(write(text)).toBeUndefined();
  });

  it("survives names and paths with anything in them", () => {
    const odd = { command: 'C:\\a "b"\u007f\n', args: ["ü", "'"] };
    const changed = withEntry("", clients.codex, "f", "a.b c", odd) ?? "";
    expect(parse(changed)).toEqual({ mcp_servers: { "a.b c": odd } });
  });
});

describe("what is in the way", () => {
  it("is what stands under the name and is not ours", () => {
    const entries = {
      a: { command: "y" },
      b: bridgeTo({ ...files, name: "b" }, "/s", program, clients.claude),
      c: 1,
    };
    expect(inTheWay(entries, ["a", "b", "c", "d", "toString"])).toEqual(["a", "c"]);
  });
});
