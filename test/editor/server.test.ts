import assert from "node:assert/strict";
import { commands, env } from "vscode";
import { row, rowSays, setServers, start } from "./extension.ts";

describe("a server", () => {
  let restore = async (): Promise<void> => {};
  afterEach(async () => {
    await commands.executeCommand("mcpSandbox.stopAll");
    await restore();
  });

  it("starts in its jail and shows its tools", async () => {
    await start("clock");
    const { contextValue, children } = await rowSays("clock", /^running · 2 tools · started in /);
    assert.equal(contextValue, "server.running");
    assert.deepEqual(
      children.filter((child) => child.contextValue === "tool").map(({ label }) => label),
      ["now", "add_days"],
    );
  });

  it("can be started by a row of the tree", async () => {
    await start("clock", await row("clock"));
    await rowSays("clock", /^running/);
  });

  it("that fails says why and what its program wrote last", async () => {
    restore = await setServers({
      broken: { command: "sh -c 'echo the token is missing >&2; exit 3'" },
    });
    await rowSays("broken", /^stopped$/);
    await start("broken", await row("broken"));
    const { children } = await rowSays("broken", /^failed/);
    const labels = children.map(({ label }) => label);
    assert.match(labels[0] ?? "", /ended with exit code 3/);
    assert.equal(labels.at(-1), "the token is missing");
  });

  it("that waits to be answered is given up by stopping it", async () => {
    restore = await setServers({ silent: { command: "sleep 600" } });
    await rowSays("silent", /^stopped$/);
    const starting = start("silent", await row("silent"));
    await rowSays("silent", /^starting · handshake/);
    await commands.executeCommand("mcpSandbox.stop", "silent");
    await rowSays("silent", /^stopped$/);
    await starting;
  });

  it("is copied as JSON that can be pasted again", async () => {
    await commands.executeCommand("mcpSandbox.copyAsJson", "clock");
    const copied = JSON.parse(await env.clipboard.readText()) as Record<
      string,
      { command: string }
    >;
    assert.equal(copied["clock"]?.command, "python3 /data/clock.py");
  });
});
