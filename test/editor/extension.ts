import assert from "node:assert/strict";
import { setTimeout as delay } from "node:timers/promises";
import { commands, ConfigurationTarget, extensions, workspace } from "vscode";
import type { Node } from "../../src/editor/tree/node.ts";
import type { Api } from "../../src/extension.ts";

const id = "mcp-sandbox.mcp-sandbox";
const longestMs = 30_000;

/** The extension as the editor has it. */
export function extension() {
  const found = extensions.getExtension<Api>(id);
  assert.ok(found, `${id} is not there`);
  return found;
}

/** The row of a server in the tree. */
export async function row(server: string): Promise<Node | undefined> {
  const { rows } = await extension().activate();
  return rows().find((node) => node.server === server);
}

/** Waits until a server's row says so. */
export async function rowSays(server: string, words: RegExp): Promise<Node> {
  return until(`${server} is ${words}`, async () => {
    const found = await row(server);
    return words.test(found?.description ?? "") ? found : undefined;
  });
}

/** Waits until there is something. What is there last tells why not. */
export async function until<T>(
  what: string,
  look: () => T | undefined | Promise<T | undefined>,
): Promise<T> {
  for (const startedAt = Date.now(); Date.now() - startedAt < longestMs; await delay(50)) {
    const found = await look();
    if (found !== undefined) return found;
  }
  const { rows } = await extension().activate();
  const seen = rows().map(({ label, description }) => `${label}: ${description}`);
  throw new Error(`It never came about that ${what}. The tree: ${seen.join("; ")}`);
}

/** Starts a server, and allows what it starts when that is asked. */
export function start(server: string, on: unknown = server): Promise<void> {
  return allowing(server, commands.executeCommand("mcpSandbox.start", on));
}

/**
 * Waits for what starts a server, and presses Enter in the question whether it may, as its user
 * does: the extension offers nothing that would allow it.
 */
export async function allowing<T>(server: string, work: Thenable<T>): Promise<T> {
  let over = false;
  const end = (): void => void (over = true);
  work.then(end, end);
  await until(`${server} was asked about and started`, async () => {
    if ((await row(server))?.description === "waits for your approval")
      await commands.executeCommand("workbench.action.acceptSelectedQuickOpenItem");
    return over ? true : undefined;
  });
  return work;
}

const setting = "mcpSandbox.servers";

/** Servers of the workspace, beside those of the sample, while a suite runs. */
export async function setServers(
  servers: Readonly<Record<string, unknown>>,
): Promise<() => Promise<void>> {
  const before: unknown = workspace.getConfiguration().inspect(setting)?.workspaceValue;
  const write = (value: unknown): Thenable<void> =>
    workspace.getConfiguration().update(setting, value, ConfigurationTarget.Workspace);
  await write({ ...(before as object), ...servers });
  return async () => write(before);
}
