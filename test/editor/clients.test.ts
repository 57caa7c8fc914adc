import assert from "node:assert/strict";
import { mkdir, readFile, rm, writeFile } from "node:fs/promises";
import { dirname, join } from "node:path";
import { commands, workspace } from "vscode";
import { row, setServers, until } from "./extension.ts";

const folder = (): string => {
  const [first] = workspace.workspaceFolders ?? [];
  assert.ok(first);
  return first.uri.fsPath;
};
const read = async (file: string): Promise<string | undefined> =>
  readFile(file, "utf8").catch(() => undefined);

/** Presses Enter in what asks, until it came about. */
async function enterUntil<T>(what: string, look: () => Promise<T | undefined>): Promise<T> {
  return until(what, async () => {
    const found = await look();
    if (found === undefined)
      await commands.executeCommand("workbench.action.acceptSelectedQuickOpenItem");
    return found;
  });
}

describe("other clients", () => {
  const file = (): string => join(folder(), ".vscode", "mcp.json");
  let restore = async (): Promise<void> => {};
  afterEach(async () => {
    await rm(file(), { force: true });
    await restore();
  });

  it("get an entry that runs the bridge, and keep what they have", async () => {
    await writeFile(file(), '{\n  // mine\n  "servers": {}\n}\n');
    const done = commands.executeCommand("mcpSandbox.exportTo", "clock");
    const text = await enterUntil("the entry is written", async () => {
      const found = await read(file());
      return found?.includes("connect") === true ? found : undefined;
    });
    await done;
    assert.match(text, /\n {2}\/\/ mine\n/);
    assert.match(
      text,
      /dist\/cli\.mjs",\s+"connect",\s+"clock",\s+"--config",\s+".*settings\.json"/,
    );
  });

  it("give their servers", async () => {
    restore = await setServers({});
    await mkdir(dirname(file()), { recursive: true });
    await writeFile(file(), '{ "servers": { "taken": { "command": "true" } } }');
    const done = commands.executeCommand("mcpSandbox.importFrom");
    assert.ok(await enterUntil("the server is in the tree", () => row("taken")));
    await done;
  });
});
