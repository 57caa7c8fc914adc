import assert from "node:assert/strict";
import { commands, window } from "vscode";
import { allowing, extension, row, rowSays, setServers, start, until } from "./extension.ts";

describe("settings", () => {
  let restore = async (): Promise<void> => {};
  afterEach(() => restore());

  it("apply live: servers come and go", async () => {
    restore = await setServers({ added: { command: "true" } });
    await rowSays("added", /^stopped$/);
    await restore();
    await until("added is gone", async () =>
      (await row("added")) === undefined ? true : undefined,
    );
  });

  it("that are wrong stand in the tree and hide no other server", async () => {
    restore = await setServers({ bad: { comand: "x" }, good: { command: "true" } });
    await rowSays("good", /^stopped$/);
    const { rows } = await extension().activate();
    const problems = rows().filter(({ contextValue }) => contextValue === "problem");
    assert.deepEqual(
      problems.flatMap(({ label, children }) => [label, ...children.map((child) => child.label)]),
      ["bad", "Missing, but required.", "Not known. Did you mean `command`?"],
    );
  });

  it("open at a server's entry", async () => {
    await commands.executeCommand("mcpSandbox.edit", "clock");
    const editor = await until("the settings are open", () =>
      window.activeTextEditor?.document.fileName.endsWith("settings.json") === true
        ? window.activeTextEditor
        : undefined,
    );
    assert.match(editor.document.lineAt(editor.selection.active.line).text, /"clock"/);
  });

  it("mark a running server whose launch they change, and a restart applies them", async () => {
    const clock = (await extension().activate()) && (await row("clock"));
    assert.ok(clock);
    await start("clock");
    await rowSays("clock", /^running/);
    restore = await setServers({
      clock: {
        command: "python3 /elsewhere/clock.py",
        sandbox: { mounts: [{ source: "./playground", target: "/elsewhere" }] },
      },
    });
    const changed = await rowSays("clock", /settings changed/);
    assert.equal(changed.contextValue, "server.running.outdated");
    await allowing("clock", commands.executeCommand("mcpSandbox.restart", "clock"));
    assert.equal((await rowSays("clock", /^running/)).contextValue, "server.running");
    await commands.executeCommand("mcpSandbox.stop", "clock");
    await rowSays("clock", /^stopped$/);
  });
});
