import assert from "node:assert/strict";
import { readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { ConfigurationTarget, window, workspace } from "vscode";
import type { Origin } from "../../src/config/serverEntry.ts";
import { Configuration } from "../../src/editor/servers/configuration.ts";
import { openServer } from "../../src/editor/servers/openServer.ts";
import { writeServer } from "../../src/editor/servers/writeServer.ts";
import { until } from "./extension.ts";

const setting = "mcpSandbox.servers";
const folder = workspace.workspaceFolders?.[0]?.uri.fsPath ?? "";
const file = join(folder, ".vscode", "settings.json");
const inWorkspace: Origin = { scope: "workspace", folder, path: setting };
const ofUser: Origin = { scope: "user", path: setting };

const userServers = (): unknown => workspace.getConfiguration().inspect(setting)?.globalValue;

describe("settings that are written", () => {
  let before = "";
  let configuration: Configuration;
  beforeEach(async () => {
    before = await readFile(file, "utf8");
    configuration = new Configuration();
  });
  afterEach(async () => {
    configuration.dispose();
    await writeFile(file, before);
    await workspace.getConfiguration().update(setting, undefined, ConfigurationTarget.Global);
    await until("the settings are as before", () =>
      userServers() === undefined ? true : undefined,
    );
  });

  it("of a workspace keep their comments", async () => {
    await writeFile(file, before.replace("{", "{ // a comment"));
    await writeServer(inWorkspace, "new", { command: "true" });
    const text = await readFile(file, "utf8");
    assert.match(text, /\/\/ a comment/);
    await until("the server is read", () => configuration.server("new"));
    await writeServer(inWorkspace, "new", undefined);
    await until("the server is gone", () =>
      configuration.server("new") === undefined ? true : undefined,
    );
    assert.equal(await readFile(file, "utf8"), before.replace("{", "{ // a comment"));
  });

  it("of the user hold for every workspace, but a nearer server of the name counts", async () => {
    await writeServer(ofUser, "everywhere", { command: "true" });
    await writeServer(ofUser, "clock", { command: "never" });
    await until("both are read", () =>
      configuration.server("everywhere") !== undefined ? configuration : undefined,
    );
    assert.equal(configuration.originOf("everywhere")?.scope, "user");
    assert.equal(configuration.originOf("clock")?.scope, "workspace");
    assert.match(configuration.server("clock")?.entry.command ?? "", /clock\.py/);
    await writeServer(ofUser, "clock", undefined);
    assert.deepEqual(userServers(), { everywhere: { command: "true" } });
  });

  it("are told of when they change, and not after", async () => {
    let told = 0;
    configuration.onDidChange(() => void told++);
    await writeServer(ofUser, "more", { command: "true" });
    await until("it is told", () => (told > 0 ? true : undefined));
    configuration.dispose();
    const now = told;
    await writeServer(ofUser, "more", undefined);
    assert.equal(told, now);
  });

  it("show a broken server where it stands", async () => {
    await writeFile(file, before.replace('"clock": {', '"clock": { "cpus": 1,'));
    await until("the problem is found", () => configuration.problems[0]);
    assert.equal(configuration.server("clock"), undefined);
    assert.equal(configuration.originOf("clock")?.scope, "workspace");
    await openServer(configuration.originOf("clock"), "clock");
    const editor = window.activeTextEditor;
    assert.match(editor?.document.lineAt(editor.selection.active.line).text ?? "", /"clock"/);
  });
});
