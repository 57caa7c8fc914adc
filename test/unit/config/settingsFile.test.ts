import {
  chmod,
  mkdir,
  mkdtemp,
  readdir,
  readFile,
  readlink,
  rm,
  stat,
  symlink,
  writeFile,
} from "node:fs/promises";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { removeServers, writeServer } from "../../../src/config/editSettings.ts";
import { findSettings, openSettings } from "../../../src/config/findSettings.ts";
import { providerIn } from "../../../src/config/providerSetting.ts";
import { readSettings } from "../../../src/config/settingsFile.ts";

let root = "";
beforeEach(async () => {
  root = await mkdtemp(join(tmpdir(), "settings-"));
});
afterEach(() => rm(root, { recursive: true, force: true }));

const put = async (name: string, text: string): Promise<string> => {
  const file = join(root, name);
  await mkdir(dirname(file), { recursive: true });
  await writeFile(file, text);
  return file;
};
const settings = (text: string) => put(".vscode/settings.json", text);
const text = (file: string) => readFile(file, "utf8");

describe("where servers run", () => {
  it("is read from an editor's settings, and from no file of another program", async () => {
    const own = await settings('{"mcpSandbox.provider": "e2b"}');
    expect((await readSettings(own)).provider).toBe("e2b");
    const work = await put(
      "a.code-workspace",
      '{"settings": {"mcpSandbox.provider": "local", "mcpSandbox.servers": {}}}',
    );
    expect((await readSettings(work)).provider).toBe("local");
    const foreign = await put("mcp.json", '{"servers": {}, "mcpSandbox.provider": "e2b"}');
    expect((await readSettings(foreign)).provider).toBeUndefined();
  });

  it("is told with its file and what was expected when it is none of them", async () => {
    const file = await settings('{"mcpSandbox.provider": 3}');
    const read = await readSettings(file);
    expect(() => providerIn(read)).toThrow(
      `mcpSandbox.provider in ${file}: Expected "auto" or "local" or "e2b", not 3.`,
    );
    expect(providerIn({ file, provider: "auto" })).toBeUndefined();
    expect(providerIn({ file, provider: "e2b" })).toBe("e2b");
  });
});

describe("the settings of a folder", () => {
  it("are the nearest ones upward that name servers", async () => {
    await settings('{"mcpSandbox.servers": {"a": {"command": "x"}}}');
    await put("deep/.vscode/settings.json", '{"editor.tabSize": 2}');
    const found = await findSettings(join(root, "deep/er"));
    expect(found.file).toBe(join(root, ".vscode/settings.json"));
    expect(found.origin).toEqual({ scope: "workspace", folder: root, path: "mcpSandbox.servers" });
    expect(found.parse().servers.map(({ name }) => name)).toEqual(["a"]);
  });

  it("are the nearest ones at all where none names servers", async () => {
    await settings("{}");
    const near = await put("deep/.vscode/settings.json", '{"editor.tabSize": 2}');
    expect((await findSettings(join(root, "deep/er"))).file).toBe(near);
  });

  it("would be made in the folder where there are none", async () => {
    const found = await findSettings(root);
    expect(found).toMatchObject({ exists: false, file: join(root, ".vscode/settings.json") });
    expect(found.parse()).toEqual({ servers: [], problems: [], notes: [] });
  });

  it("are an error, with line and column, when the nearest are broken", async () => {
    await settings("{}");
    const broken = await put("deep/.vscode/settings.json", '{\n  "a": 1\n  "b": 2\n}');
    await expect(findSettings(join(root, "deep"))).rejects.toMatchObject({
      code: "config",
      message: `${broken}:3:3: A comma is expected here.`,
    });
  });

  it("that are named must be there, unless they may be made", async () => {
    const file = join(root, "mcp.json");
    await expect(openSettings(file, true)).rejects.toMatchObject({ code: "config" });
    expect((await openSettings(file, false)).exists).toBe(false);
  });

  it("that cannot be read are an error", async () => {
    await expect(readSettings(root)).rejects.toMatchObject({ code: "config" });
  });
});

describe("a file of another kind", () => {
  it.each([
    ["mcp.json", '{"servers": {"a": {"command": "x"}}}', "mcp"],
    ["mcp.json", "{}", "mcp"],
    [".mcp.json", '{"mcpServers": {"a": {"command": "x"}}}', "desktop"],
    ["claude_desktop_config.json", "", "desktop"],
    ["servers.json", '{"a": {"command": "x"}}', "byName"],
    ["servers.json", "{}", "byName"],
    ["any.json", '{"servers": {"command": "x"}}', "byName"],
    ["my.code-workspace", '{"settings": {"mcpSandbox.servers": {}}}', "workspaceFile"],
    ["my.code-workspace", '{"folders": []}', "workspaceFile"],
    ["settings.json", '{"editor.tabSize": 2}', "settings"],
  ])("%s with %s is seen as %s", async (name, content, kind) => {
    expect((await readSettings(await put(name, content))).dialect.kind).toBe(kind);
  });

  it("starts its relative paths at its own folder, and .vscode/mcp.json at the workspace's", async () => {
    expect((await readSettings(await put("a/mcp.json", "{}"))).origin.folder).toBe(join(root, "a"));
    expect((await readSettings(await put(".vscode/mcp.json", "{}"))).origin.folder).toBe(root);
  });

  it("gets its commands in words, as its own program wants them", async () => {
    const file = await put(".mcp.json", '{"mcpServers": {}}');
    await writeServer(await readSettings(file), "a", {
      command: "npx -y 'x y' ${workspaceFolder}",
    });
    const after = await writeServer(await readSettings(file), "b", { command: "cd /x && y" });
    expect(after.parse().servers.map(({ entry }) => entry)).toEqual([
      { command: "npx", args: ["-y", "x y", "${workspaceFolder}"] },
      { command: "sh", args: ["-c", "cd /x && y"] },
    ]);
  });
});

describe("writing a server", () => {
  const before = `// my settings
{
\t"editor.tabSize": 2, // two
\t"mcpSandbox.servers": {
\t\t/* the first */
\t\t"a": { "command": "x" },
\t},
}
`;

  it("keeps comments, commas and indentation", async () => {
    const file = await settings(before);
    await writeServer(await readSettings(file), "b", { command: "y", disabled: true });
    const after = await text(file);
    expect(after).toContain('// my settings\n{\n\t"editor.tabSize": 2, // two\n');
    expect(after).toContain('\t\t/* the first */\n\t\t"a": { "command": "x" },\n');
    expect(after).toContain('\t\t"b": {\n\t\t\t"command": "y",\n\t\t\t"disabled": true\n\t\t}');
    expect(Object.keys((await readSettings(file)).servers ?? {})).toEqual(["a", "b"]);
  });

  it("takes one out again and leaves the rest", async () => {
    const file = await settings(before);
    const withB = await writeServer(await readSettings(file), "b", { command: "y" });
    const after = await writeServer(withB, "a", undefined);
    expect(after.servers).toEqual({ b: { command: "y" } });
    expect(after.text).toContain("// two");
  });

  it("takes one out that stands there twice, after telling so", async () => {
    const file = await settings(
      '{"mcpSandbox.servers": {"a": {"command": "x"}, "a": {"command": "y"}}}',
    );
    const found = await readSettings(file);
    expect(found.parse().problems).toEqual([
      {
        path: "mcpSandbox.servers.a",
        message: "This name stands here twice. Only the last one counts.",
      },
    ]);
    expect((await writeServer(found, "a", undefined)).servers).toEqual({});
  });

  it("makes the file and its folder when they are missing", async () => {
    const after = await writeServer(await findSettings(root), "a", { command: "x" });
    expect(after.text).toBe(
      '{\n  "mcpSandbox.servers": {\n    "a": {\n      "command": "x"\n    }\n  }\n}\n',
    );
  });

  it("keeps Windows line ends and the byte order mark", async () => {
    const file = await settings('\uFEFF{\r\n    "a": 1\r\n}\r\n');
    await writeServer(await readSettings(file), "a", { command: "x" });
    const after = await text(file);
    expect(after.startsWith("\uFEFF{")).toBe(true);
    expect(after.replaceAll("\r\n", "")).not.toContain("\n");
    expect(after).toContain('\r\n    "mcpSandbox.servers"');
  });

  it("goes into the file as it is now, not as it was read", async () => {
    const file = await settings("{}");
    const read = await readSettings(file);
    await writeFile(file, '{"new": true}');
    expect((await writeServer(read, "a", { command: "x" })).text).toContain('"new": true');
  });

  it("never touches a file that broke meanwhile", async () => {
    const file = await settings("{}");
    const read = await readSettings(file);
    await writeFile(file, '{"half": ');
    await expect(writeServer(read, "a", { command: "x" })).rejects.toMatchObject({
      code: "config",
    });
    expect(await text(file)).toBe('{"half": ');
  });

  it("never touches servers that are no object", async () => {
    const file = await settings('{"mcpSandbox.servers": ["a"]}');
    const read = await readSettings(file);
    await expect(writeServer(read, "a", { command: "x" })).rejects.toMatchObject({
      code: "config",
    });
    expect(await text(file)).toBe('{"mcpSandbox.servers": ["a"]}');
  });

  it("leaves no temporary file, keeps the permissions, and keeps a link a link", async () => {
    const file = await put("real.json", "{}");
    await chmod(file, 0o600);
    await symlink(file, join(root, "settings.json"));
    await writeServer(await readSettings(join(root, "settings.json")), "a", { command: "x" });
    expect(await readlink(join(root, "settings.json"))).toBe(file);
    expect(await text(file)).toContain('"a"');
    expect((await stat(file)).mode & 0o777).toBe(0o600);
    expect((await readdir(root)).toSorted()).toEqual(["real.json", "settings.json"]);
  });
});

describe("taking all servers out", () => {
  it("leaves the other settings", async () => {
    const file = await settings(
      '{\n  "a": 1, // one\n  "mcpSandbox.servers": {"s": {"command": "x"}}\n}\n',
    );
    const after = await removeServers(await readSettings(file));
    expect(after.text).toBe('{\n  "a": 1 // one\n}\n');
  });

  it("empties a file that holds nothing else", async () => {
    const file = await put("servers.json", '{"s": {"command": "x"}}');
    expect((await removeServers(await readSettings(file))).text).toBe("{}\n");
  });
});
