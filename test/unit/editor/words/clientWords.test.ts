import { describe, expect, test } from "vitest";
import { clients } from "../../../../src/config/clients/client.ts";
import {
  bridgeNotes,
  exportedWords,
  foundWords,
  replaceWords,
  scopeWords,
  shortPath,
} from "../../../../src/editor/words/clientWords.ts";

const place = { client: clients.claude, file: "/h/f.json", scope: "user" } as const;
const found = { file: "/f", servers: [], problems: [], notes: [], bridges: [] };
const server = {
  name: "a",
  entry: { command: "x" },
  origin: { scope: "file", path: "" },
} as const;

describe("the words of an export", () => {
  test("say what is done, what is left to do, and which variables are needed", () => {
    const written = { kind: "written", created: true } as const;
    expect(exportedWords(["a", "b"], place, written, ["MCP_SANDBOX_SECRET_A"])).toBe(
      "Exported a, b to Claude Desktop. Quit Claude Desktop and open it again. Start the client with this variable set, secrets are not written: MCP_SANDBOX_SECRET_A. The path changes with each update of this extension: export again then.",
    );
    const vscode = { ...place, client: clients.vscode };
    expect(exportedWords(["a"], vscode, written, [])).toBe(
      "Exported a to VS Code. The path changes with each update of this extension: export again then.",
    );
    expect(exportedWords(["a"], place, written, ["A", "B"])).toContain("these variables set");
  });

  test("do not claim that something was written", () => {
    expect(exportedWords(["a"], place, { kind: "unchanged" }, ["A"])).toBe(
      "/h/f.json has a already.",
    );
    expect(exportedWords(["a"], place, { kind: "byHand", block: "x" }, [])).toMatch(
      /^\/h\/f\.json is written in a way .* left as it is\./,
    );
  });

  test("ask before something of another's is replaced, by its name", () => {
    expect(replaceWords(["a"], place).question).toBe(
      "Claude Desktop has a server of that name already: a.",
    );
    expect(replaceWords(["a", "b"], place).question).toContain("has servers of that name");
  });
});

describe("the words of an import", () => {
  test("count what a file holds", () => {
    expect(foundWords(found)).toBe("no servers");
    const problem = { path: "p", message: "m" };
    expect(foundWords({ ...found, servers: [server], bridges: ["b"], problems: [problem] })).toBe(
      "1 server, 1 of ours, 1 problem",
    );
  });

  test("name the entries that come back to us", () => {
    expect(bridgeNotes({ ...found, bridges: ["b"] })).toEqual([
      { path: "b", message: "Left out: it runs one of your servers already." },
    ]);
  });
});

test("a path is short where it is below the workspace or the home", () => {
  expect(shortPath("/h/w/.mcp.json", "/h", "/h/w")).toBe(".mcp.json");
  expect(shortPath("/h/.codex/config.toml", "/h", "/h/w")).toBe("~/.codex/config.toml");
  expect(shortPath("/hat/x", "/h", "/ha")).toBe("/hat/x");
});

test("a file is for one workspace or for all", () => {
  expect(scopeWords(place)).toBe("for all workspaces");
  expect(scopeWords({ ...place, scope: "workspace" })).toBe("for this workspace");
});
