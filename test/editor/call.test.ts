import assert from "node:assert/strict";
import { join } from "node:path";
import {
  type CodeLens,
  commands,
  type CompletionList,
  type Diagnostic,
  languages,
  Position,
  Range,
  type TextDocument,
  window,
  workspace,
  WorkspaceEdit,
} from "vscode";
import { allowing, extension, rowSays, setServers, until } from "./extension.ts";

/** Opens the arguments of a tool. */
async function openArguments(server: string, tool: string): Promise<TextDocument> {
  await allowing(server, commands.executeCommand("mcpSandbox.callTool", { server, tool }));
  return until("the arguments are open", () => {
    const document = window.activeTextEditor?.document;
    return document?.getText().includes(`/${server}/${tool}.json`) === true ? document : undefined;
  });
}

async function write(document: TextDocument, values: object): Promise<void> {
  const { $schema } = JSON.parse(document.getText()) as { $schema: string };
  const edit = new WorkspaceEdit();
  const everything = new Range(0, 0, document.lineCount, 0);
  edit.replace(document.uri, everything, JSON.stringify({ $schema, ...values }, undefined, 2));
  await workspace.applyEdit(edit);
}

const result = (tool: string, extension = "md") =>
  until(`${tool}.${extension} is open`, () =>
    window.visibleTextEditors.find(({ document }) =>
      document.uri.path.endsWith(`/${tool}.${extension}`),
    ),
  );

async function lenses(document: TextDocument): Promise<string[]> {
  const found = await commands.executeCommand<CodeLens[]>(
    "vscode.executeCodeLensProvider",
    document.uri,
  );
  return found.map(({ command }) => command?.title ?? "");
}

const problems = (document: TextDocument, source: string | undefined): Diagnostic[] =>
  languages.getDiagnostics(document.uri).filter((each) => each.source === source);

describe("a tool", () => {
  let restore = async (): Promise<void> => {};
  before(async () => {
    const modules = join(extension().extensionPath, "node_modules");
    restore = await setServers({
      all: {
        command: `node ${modules}/@modelcontextprotocol/server-everything/dist/index.js`,
        sandbox: { mounts: [{ source: modules }] },
      },
    });
    await rowSays("all", /^stopped$/);
  });
  after(async () => {
    await commands.executeCommand("workbench.action.closeAllEditors");
    await commands.executeCommand("mcpSandbox.stopAll");
    await restore();
  });

  it("starts its server and opens a document with what has to be filled in", async () => {
    const document = await openArguments("all", "get-sum");
    assert.equal(document.languageId, "json");
    assert.equal(document.isUntitled, true);
    assert.deepEqual(JSON.parse(document.getText()), {
      $schema: "mcp-sandbox-schema:/all/get-sum.json",
      a: 0,
      b: 0,
    });
    assert.deepEqual(await lenses(document), ["▶ Run get-sum"]);
  });

  it("has its parameters completed by the editor", async () => {
    const document = await openArguments("all", "get-sum");
    await write(document, {});
    const behind = new Position(1, document.lineAt(1).text.length);
    const edit = new WorkspaceEdit();
    edit.insert(document.uri, behind, ",\n  ");
    await workspace.applyEdit(edit);
    const labels = await until("both parameters are offered", async () => {
      const list = await commands.executeCommand<CompletionList>(
        "vscode.executeCompletionItemProvider",
        document.uri,
        new Position(2, 2),
      );
      const found = list.items.map(({ label }) =>
        typeof label === "string" ? label : label.label,
      );
      return found.includes("a") && found.includes("b") ? found : undefined;
    });
    assert.equal(labels.includes("$schema"), false);
  });

  it("has its arguments checked by the editor while they are typed", async () => {
    const document = await openArguments("all", "get-sum");
    await write(document, { a: "one", b: 2 });
    const [problem] = await until("a problem is marked", () => {
      const found = languages.getDiagnostics(document.uri);
      return found.length > 0 ? found : undefined;
    });
    assert.equal(document.getText(problem?.range), '"one"');
  });

  it("marks arguments that do not fit at their place and does not call", async () => {
    const document = await openArguments("all", "get-sum");
    await write(document, { a: "one", b: 2 });
    await commands.executeCommand("mcpSandbox.runTool", document.uri);
    const [problem] = await until("our problem is marked", () => {
      const found = problems(document, "MCP Sandbox");
      return found.length > 0 ? found : undefined;
    });
    assert.equal(document.getText(problem?.range), '"one"');
    await write(document, { a: 1, b: 2 });
    await until("the mark is gone", () =>
      problems(document, "MCP Sandbox").length === 0 ? true : undefined,
    );
  });

  it("is called, and its result opens beside for reading, raw one command away", async () => {
    const document = await openArguments("all", "get-sum");
    await write(document, { a: 40, b: 2 });
    await commands.executeCommand("mcpSandbox.runTool", document.uri);
    const editor = await result("get-sum");
    assert.match(editor.document.getText(), /✓ Done[\s\S]*The sum of 40 and 2 is 42\./);
    assert.equal(window.activeTextEditor?.document, document);
    await commands.executeCommand("mcpSandbox.showRawResult", editor.document.uri);
    const raw = await result("get-sum", "json");
    assert.deepEqual(JSON.parse(raw.document.getText()), {
      content: [{ type: "text", text: "The sum of 40 and 2 is 42." }],
    });
  });

  it("has pictures described in its result, the bytes in the raw one", async () => {
    const document = await openArguments("all", "get-tiny-image");
    await commands.executeCommand("mcpSandbox.runTool", document.uri);
    const editor = await result("get-tiny-image");
    assert.match(editor.document.getText(), /image\/png · \d/);
    await commands.executeCommand("mcpSandbox.showRawResult", editor.document.uri);
    const raw = await result("get-tiny-image", "json");
    assert.match(raw.document.getText(), /"data": "iVBORw0/);
  });

  it("that takes long is cancelled", async () => {
    const document = await openArguments("all", "trigger-long-running-operation");
    await write(document, { duration: 600, steps: 600 });
    const running = commands.executeCommand("mcpSandbox.runTool", document.uri);
    await rowSays("all", /1 call under way/);
    assert.deepEqual((await lenses(document)).at(-1), "Cancel");
    await commands.executeCommand("mcpSandbox.cancelTool", document.uri);
    await running;
    await rowSays("all", /tools · started/);
    assert.deepEqual(await lenses(document), ["▶ Run trigger-long-running-operation"]);
  });
});
