import assert from "node:assert/strict";
import { join } from "node:path";
import {
  commands,
  ConfigurationTarget,
  LanguageModelDataPart,
  LanguageModelTextPart,
  type LanguageModelToolInformation,
  lm,
  workspace,
} from "vscode";
import { extension, rowSays, setServers, until } from "./extension.ts";

const accept = "workbench.action.acceptSelectedQuickOpenItem";

/** Gives what the work comes to; meanwhile the user says yes to all that is asked. */
async function agreeing<T>(work: Thenable<T>, key = accept): Promise<T> {
  let isOver = false;
  const over = (): void => void (isOver = true);
  work.then(over, over);
  await until("the work is over", async () => {
    if (!isOver) await commands.executeCommand(key);
    return isOver || undefined;
  });
  return work;
}

const idOf = (server: string): string => `mcp-sandbox.mcp-sandbox/${server}`;

const start = (server: string): Thenable<unknown> =>
  commands.executeCommand("workbench.mcp.startServer", idOf(server), {
    autoTrustChanges: true,
    waitForLiveTools: true,
  });

const toolOf = (server: string, tool: string) =>
  until(`${tool} of ${server} is a tool of the editor`, async () => {
    await agreeing(start(server));
    return lm.tools.find(({ name }) => name === `mcp_${server}_${tool}`);
  });

/** What a tool gives: texts as they are, other data as its type and size. */
async function invoke({ name }: Pick<LanguageModelToolInformation, "name">, input: object = {}) {
  const { content } = await lm.invokeTool(name, { input, toolInvocationToken: undefined });
  return content.map((part) => {
    if (part instanceof LanguageModelTextPart) return part.value;
    assert.ok(part instanceof LanguageModelDataPart);
    return `${part.mimeType} ${part.data.length}`;
  });
}

describe("the editor's agent", () => {
  let restore = async (): Promise<void> => {};
  before(async () => {
    const root = extension().extensionPath;
    const server = (file: string) => ({
      command: `node ${join(root, "test/fixtures/servers", file)}`,
      sandbox: {
        mounts: [
          { source: join(root, "test/fixtures") },
          { source: join(root, "node_modules") },
          { source: join(root, "media"), target: "/granted" },
        ],
      },
    });
    restore = await setServers({ old: server("kinds.mjs"), new: server("modernPicture.mjs") });
    await rowSays("new", /^stopped$/);
  });
  after(async () => {
    await commands.executeCommand("workbench.mcp.stopServer", "*");
    await commands.executeCommand("mcpSandbox.stopAll");
    await restore();
  });

  it("gets the tools of servers of 2025 and of 2026", async () => {
    const { description } = await toolOf("old", "all");
    assert.equal(typeof description, "string");
    await toolOf("new", "picture");
  });

  it("gets results with pictures from both", async () => {
    const old = await invoke(await toolOf("old", "all"));
    const data = old.filter((part) => /^(image|audio)/.test(part));
    assert.deepEqual(data, ["image/png 70", "audio/wav 12"]);
    assert.deepEqual(await invoke(await toolOf("new", "picture")), ["one pixel", "image/png 70"]);
  });

  it("gives away no path of this machine when a server asks for its roots", async () => {
    const [text] = await invoke(await toolOf("new", "roots"));
    const { roots } = JSON.parse(text ?? "") as { roots: { uri: string }[] };
    const uris = roots.map(({ uri }) => uri);
    assert.equal(uris.at(-1), "file:///granted");
    const folders = (workspace.workspaceFolders ?? []).map(({ uri }) => uri.toString());
    assert.deepEqual(
      uris.filter((uri) => folders.includes(uri)),
      [],
    );
  });

  it("lists the tools of a server again without starting it", async () => {
    await toolOf("old", "all");
    await commands.executeCommand("workbench.mcp.stopServer", idOf("old"));
    await commands.executeCommand("mcpSandbox.stop", "old");
    await rowSays("old", /^stopped$/);
    await start("old");
    assert.ok(lm.tools.some(({ name }) => name === "mcp_old_all"));
    await rowSays("old", /^stopped$/);
    await invoke(await toolOf("old", "all"));
    await rowSays("old", /^running/);
  });

  it("gets a server that is enabled, and loses one that is disabled, without a restart", async () => {
    await toolOf("old", "all");
    const off = await setServers({ old: { command: "true", disabled: true } });
    await rowSays("old", /^disabled/);
    await until("the tool is gone", () =>
      lm.tools.some(({ name }) => name === "mcp_old_all") ? undefined : true,
    );
    await off();
    await toolOf("old", "all");
  });
});

describe("the code interpreter of the editor's agent", () => {
  const interpreter = "code-interpreter";
  after(() => commands.executeCommand("workbench.mcp.stopServer", "*"));

  it("keeps variables, and has no network and none of the user's files", async () => {
    const tool = await until("there is a tool to run code", async () => {
      await start(interpreter);
      return lm.tools.find(({ name }) => /^mcp_.*_run_code$/.test(name));
    });
    const run = (code: string) => invoke(tool, { code, language: "python" });
    await run("kept = 41");
    assert.match((await run("kept + 1")).join("\n"), /\b42\b/);
    const seen = await run("import os; os.listdir(os.path.expanduser('~'))");
    assert.doesNotMatch(seen.join("\n"), /package\.json/);
    const asked = await run("import socket; socket.create_connection(('1.1.1.1', 80), 2)");
    assert.match(asked.join("\n"), /unreachable|Errno/);
  });

  it("is gone when the setting says so, and comes back", async () => {
    const listed = (): boolean => lm.tools.some(({ name }) => /^mcp_.*_run_code$/.test(name));
    const configuration = workspace.getConfiguration();
    await configuration.update("mcpSandbox.codeInterpreter", false, ConfigurationTarget.Workspace);
    await until("it is gone", () => (listed() ? undefined : true));
    await configuration.update(
      "mcpSandbox.codeInterpreter",
      undefined,
      ConfigurationTarget.Workspace,
    );
    await until("it is there again", async () => {
      await start(interpreter);
      return listed() || undefined;
    });
  });
});

describe("the tools for other agents", () => {
  let restore = async (): Promise<void> => {};
  before(async () => {
    const servers = join(extension().extensionPath, "test/fixtures/servers");
    const sandbox = { mounts: [{ source: servers }] };
    restore = await setServers({
      asker: { command: `node ${join(servers, "asker.mjs")}`, description: "Asks.", sandbox },
    });
    await rowSays("asker", /^stopped$/);
  });
  after(async () => {
    await commands.executeCommand("mcpSandbox.stopAll");
    await restore();
  });

  const list = async (input: object = {}) => {
    const [text = ""] = await invoke({ name: "list_sandboxed_tools" }, input);
    return JSON.parse(text) as { server: string; tools?: { name: string }[]; note?: string }[];
  };
  const call = (tool: string, args: object, server = "asker") =>
    invoke({ name: "call_sandboxed_tool" }, { server, tool, arguments: args });

  it("tell of a server that was never seen, and start it only when it is named", async () => {
    const before = (await list()).find(({ server }) => server === "asker");
    assert.match(before?.note ?? "", /not known yet/);
    await rowSays("asker", /^stopped$/);
    const [named] = await agreeing(list({ server: "asker" }));
    assert.deepEqual(
      named?.tools?.map(({ name }) => name),
      ["ask", "log", "level"],
    );
    await rowSays("asker", /^running/);
  });

  it("call a tool, and say what there is when there is no such", async () => {
    assert.deepEqual(await call("log", { level: "info", data: "hello" }), ["logged"]);
    await assert.rejects(call("nothing", {}), /no tool nothing[\s\S]*ask, log, level/);
    await assert.rejects(call("log", {}, "nobody"), /no enabled server nobody[\s\S]*asker/);
  });

  /** Has the server ask, presses what is given until that is over, and gives what the server got. */
  const answerTo = async (method: string, params: object, key = accept) => {
    const [text] = await agreeing(call("ask", { method, params }), key);
    return JSON.parse(text ?? "") as { result?: unknown; error?: { code: number } };
  };

  it("have a server's form filled in by the editor's own inputs", async () => {
    const { result } = await answerTo("elicitation/create", {
      message: "Where to?",
      requestedSchema: {
        type: "object",
        properties: {
          city: { type: "string", default: "Lisbon" },
          nights: { type: "integer", default: 3 },
          breakfast: { type: "boolean", default: true },
          room: { type: "string", oneOf: [{ const: "s", title: "Small" }] },
          extras: { type: "array", items: { type: "string", enum: ["sea"] }, default: ["sea"] },
        },
        required: ["city", "room"],
      },
    });
    assert.deepEqual(result, {
      action: "accept",
      content: { city: "Lisbon", nights: 3, breakfast: true, room: "s", extras: ["sea"] },
    });
  });

  it("leave a page unopened when the user turns away", async () => {
    const page = { mode: "url", message: "Sign in.", url: "https://example.com/x" };
    const { result } = await answerTo(
      "elicitation/create",
      page,
      "workbench.action.closeQuickOpen",
    );
    assert.deepEqual(result, { action: "cancel" });
  });

  it("refuse addresses that are no pages, and models where the setting is off", async () => {
    const page = { mode: "url", message: "", url: "file:///etc/passwd" };
    const refused = await answerTo("elicitation/create", page);
    assert.equal(refused.error?.code, -32602);
    const content = { type: "text", text: "Hello?" };
    const messages = [{ role: "user", content }];
    const sampled = await answerTo("sampling/createMessage", { messages, maxTokens: 9 });
    assert.equal(sampled.error?.code, -1);
  });
});
