import { describe, expect, it } from "vitest";
import { clientNamed, clients } from "../../../../src/config/clients/client.ts";
import { allPlaces, type Here } from "../../../../src/config/clients/places.ts";

const files = (here: Here) => allPlaces(here).map(({ client, file }) => `${client.id} ${file}`);

describe("the files of other clients", () => {
  it("are in the workspace and in the home on Linux", () => {
    expect(files({ platform: "linux", home: "/home/u", env: {}, folder: "/w" })).toEqual([
      "vscode /w/.vscode/mcp.json",
      "mcp-json /w/.mcp.json",
      "claude /home/u/.config/Claude/claude_desktop_config.json",
      "cursor /w/.cursor/mcp.json",
      "cursor /home/u/.cursor/mcp.json",
      "codex /home/u/.codex/config.toml",
    ]);
  });

  it("are only those of the user where no folder is open", () => {
    expect(files({ platform: "darwin", home: "/Users/u", env: {} })).toEqual([
      "claude /Users/u/Library/Application Support/Claude/claude_desktop_config.json",
      "cursor /Users/u/.cursor/mcp.json",
      "codex /Users/u/.codex/config.toml",
    ]);
  });

  it("are where Windows keeps them", () => {
    const env = { APPDATA: "D:\\Roaming" };
    expect(files({ platform: "win32", home: "C:\\Users\\u", env, folder: "C:\\w" })).toEqual([
      "vscode C:\\w\\.vscode\\mcp.json",
      "mcp-json C:\\w\\.mcp.json",
      "claude D:\\Roaming\\Claude\\claude_desktop_config.json",
      "cursor C:\\w\\.cursor\\mcp.json",
      "cursor C:\\Users\\u\\.cursor\\mcp.json",
      "codex C:\\Users\\u\\.codex\\config.toml",
    ]);
  });

  it("follow the variables that move them, when these say something", () => {
    const moved = { CODEX_HOME: "/c", XDG_CONFIG_HOME: "/x" };
    expect(files({ platform: "linux", home: "/h", env: moved })).toEqual([
      "claude /x/Claude/claude_desktop_config.json",
      "cursor /h/.cursor/mcp.json",
      "codex /c/config.toml",
    ]);
    const empty = { CODEX_HOME: "", XDG_CONFIG_HOME: "", APPDATA: "" };
    expect(files({ platform: "linux", home: "/h", env: empty })[2]).toBe(
      "codex /h/.codex/config.toml",
    );
    expect(files({ platform: "win32", home: "C:\\u", env: empty })[0]).toBe(
      "claude C:\\u\\AppData\\Roaming\\Claude\\claude_desktop_config.json",
    );
  });
});

describe("the name of a client", () => {
  it("finds it", () => {
    for (const client of Object.values(clients)) expect(clientNamed(client.id)).toBe(client);
  });

  it("that nobody has is a mistake of the caller's, with the one that was meant", () => {
    const fail = () => clientNamed("codx");
    expect(fail).toThrow("There is no client codx.");
    try {
      fail();
    } catch (error) {
      expect(error).toMatchObject({
        code: "usage",
        message: "There is no client codx. Known are: vscode, mcp-json, claude, cursor, codex.",
        remedy: "Did you mean codex?",
      });
    }
  });
});
