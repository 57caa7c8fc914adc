import { execFile } from "node:child_process";
import { chmod, readFile, rm, stat } from "node:fs/promises";
import { promisify } from "node:util";
import { describe, expect } from "vitest";
import { bridgeTo, isBridge } from "../../../../src/config/clients/bridge.ts";
import { clients } from "../../../../src/config/clients/client.ts";
import { isOutdated, lastingStart } from "../../../../src/config/clients/launcher.ts";
import { batchText } from "../../../../src/config/clients/launcherTexts.ts";
import { type Folder, test } from "../../../fakes/folder.ts";

const node = process.execPath;
/** A command line that says which it is and what it was asked. */
const says = (version: string) =>
  `console.log(JSON.stringify(["${version}", process.env.MARK, ...process.argv.slice(2)]))`;
const at = (version: string, extensions = "ext") =>
  `${extensions}/pub.mcp-sandbox-${version}/dist/cli.mjs`;

async function installed(folder: Folder, versions: readonly string[], extensions = "ext") {
  const files = versions.map((version) => [at(version, extensions), says(version)]);
  await folder.put(Object.fromEntries(files) as Record<string, string>);
}

const optionsIn = (folder: Folder) => ({ dataDir: folder.at("data"), platform: "linux" }) as const;

const startIn = (folder: Folder, version: string, program: object = {}, extensions = "ext") =>
  lastingStart({ node, script: folder.at(at(version, extensions)), ...program }, optionsIn(folder));

/** What a client hears that starts it, or why it could not. */
async function run(command: string, env: Record<string, string> = {}): Promise<unknown> {
  const words = ["connect", "a b", "--config", "/s/$x.json"];
  const { stdout } = await promisify(execFile)(command, words, { env });
  return JSON.parse(stdout);
}

describe("the launcher", () => {
  test("runs the newest version that is installed when it is started", async ({ folder }) => {
    await installed(folder, ["0.9.0", "0.10.0-linux-x64"]);
    const { command, args } = await startIn(folder, "0.9.0", { env: { MARK: "it's" } });
    expect(args).toEqual([]);
    const asked = ["connect", "a b", "--config", "/s/$x.json"];
    expect(await run(command)).toEqual(["0.10.0-linux-x64", "it's", ...asked]);
    await installed(folder, ["1.0.0"]);
    expect(await run(command)).toEqual(["1.0.0", "it's", ...asked]);
    await rm(folder.at("ext/pub.mcp-sandbox-1.0.0"), { recursive: true });
    await rm(folder.at("ext/pub.mcp-sandbox-0.10.0-linux-x64"), { recursive: true });
    expect(await run(command)).toEqual(["0.9.0", "it's", ...asked]);
  });

  test("finds what any editor has installed that wrote it", async ({ folder }) => {
    await installed(folder, ["1.0.0"]);
    await installed(folder, ["2.0.0"], "other editor");
    await startIn(folder, "2.0.0", {}, "other editor");
    const { command } = await startIn(folder, "1.0.0");
    expect(await run(command)).toContain("2.0.0");
    await rm(folder.at("other editor"), { recursive: true });
    expect(await run(command)).toContain("1.0.0");
  });

  test("says that nothing is installed any more", async ({ folder }) => {
    await installed(folder, ["1.0.0"]);
    const { command } = await startIn(folder, "1.0.0");
    await rm(folder.at("ext"), { recursive: true });
    await expect(run(command)).rejects.toMatchObject({
      code: 3,
      stderr: expect.stringContaining(`no longer installed in ${folder.at("ext")}.`) as string,
    });
  });

  test("takes the Node of the path when the one that it knows is gone", async ({ folder }) => {
    await installed(folder, ["1.0.0"]);
    const { command } = await startIn(folder, "1.0.0", { node: folder.at("gone/node") });
    await expect(run(command, { PATH: "/none" })).rejects.toMatchObject({ code: 3 });
    const [, ...folders] = [node, ...node.split("/").slice(0, -1)];
    expect(await run(command, { PATH: `${folders.join("/")}:/usr/bin:/bin` })).toContain("1.0.0");
  });

  test("is its owner's, and stays as it is when nothing has changed", async ({ folder }) => {
    await installed(folder, ["1.0.0"]);
    const { command } = await startIn(folder, "1.0.0");
    const before = await stat(command);
    expect((await stat(folder.at("data/bin"))).mode & 0o777).toBe(0o700);
    expect(before.mode & 0o777).toBe(0o700);
    await startIn(folder, "1.0.0");
    expect((await stat(command)).ino).toBe(before.ino);
  });

  test("is not needed where the command line is in no folder of a version", async ({ folder }) => {
    const script = folder.at("checkout/dist/cli.mjs");
    const start = await lastingStart({ node, script }, optionsIn(folder));
    expect(start).toEqual({ command: node, args: [script] });
    await expect(stat(folder.at("data"))).rejects.toThrow("ENOENT");
  });

  test("makes entries that are known as ours again", async ({ folder }) => {
    await installed(folder, ["1.0.0"]);
    const options = { dataDir: folder.at("data"), platform: "win32" } as const;
    const start = await lastingStart({ node, script: folder.at(at("1.0.0")) }, options);
    expect(start.command).toMatch(/mcp-sandbox\.cmd$/);
    const server = { name: "files", entry: { command: "x" } };
    const entry = bridgeTo(server, "/s.json", start, clients.claude);
    expect(entry).toEqual({
      command: start.command,
      args: ["connect", "files", "--config", "/s.json"],
    });
    expect(isBridge(entry)).toBe(true);
  });
});

describe("a launcher is outdated", () => {
  test("when its Node is gone or an install is new, and never where there is none", async ({
    folder,
  }) => {
    await installed(folder, ["1.0.0"]);
    const script = folder.at(at("1.0.0"));
    const outdated = (path = script) => isOutdated(path, optionsIn(folder));
    expect(await outdated()).toBe(false);
    const node_ = await folder.program("node");
    await startIn(folder, "1.0.0", { node: node_ });
    expect(await outdated()).toBe(false);
    expect(await outdated(folder.at(at("1.1.0")))).toBe(false);
    expect(await outdated(folder.at(at("1.0.0", "other")))).toBe(true);
    await rm(node_);
    expect(await outdated()).toBe(true);
    await chmod(folder.at("data/bin/launcher.json"), 0o600);
    expect(JSON.parse(await readFile(folder.at("data/bin/launcher.json"), "utf8"))).toEqual({
      node: node_,
      installs: [{ folder: folder.at("ext"), name: "pub.mcp-sandbox" }],
    });
  });
});

describe("on Windows", () => {
  test("the launcher is a batch file", () => {
    const env = { ELECTRON_RUN_AS_NODE: "1" };
    const text = batchText({ node: String.raw`C:\100%\Jürgen\Code.exe`, script: "", env });
    expect(text.split("\r\n")).toEqual([
      "@echo off",
      expect.stringMatching(/^rem Written by MCP Sandbox/) as string,
      "setlocal",
      "chcp 65001 >nul",
      String.raw`set "NODE=C:\100%%\Jürgen\Code.exe"`,
      'if not exist "%NODE%" set "NODE=node"',
      'set "ELECTRON_RUN_AS_NODE=1"',
      '"%NODE%" "%~dp0launcher.mjs" %*',
      "exit /b %ERRORLEVEL%",
      "",
    ]);
  });
});
