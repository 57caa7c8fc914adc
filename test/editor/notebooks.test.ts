import assert from "node:assert/strict";
import {
  commands,
  type NotebookCell,
  type NotebookCellOutput,
  type NotebookDocument,
  Uri,
  window,
  workspace,
} from "vscode";
import { until } from "./extension.ts";

const red =
  "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR4nGP4z8DwHwAFAAH/iZk9HQAAAABJRU5ErkJggg==";
const none = undefined;

/** Writes a notebook into the workspace, opens it, and chooses a kernel of ours. */
async function open(name: string, language: string, sources: readonly string[]) {
  const cells = sources.map((source) => ({
    ...{ cell_type: "code", source, metadata: {}, outputs: [], execution_count: null },
  }));
  const metadata = { language_info: { name: language } };
  const folder = workspace.workspaceFolders?.[0]?.uri;
  assert.ok(folder);
  const uri = Uri.joinPath(folder, name);
  const text = JSON.stringify({ nbformat: 4, nbformat_minor: 5, metadata, cells });
  await workspace.fs.writeFile(uri, Buffer.from(text));
  const notebook = await workspace.openNotebookDocument(uri);
  await window.showNotebookDocument(notebook);
  const kernel = { id: `mcpSandbox.${language}`, extension: "mcp-sandbox.mcp-sandbox" };
  await commands.executeCommand("notebook.selectKernel", kernel);
  return notebook;
}

async function close(notebook: NotebookDocument): Promise<void> {
  await notebook.save();
  await commands.executeCommand("workbench.action.closeAllEditors");
  await workspace.fs.delete(notebook.uri);
}

const begin = (notebook: NotebookDocument, start: number, end = start + 1): Thenable<void> =>
  commands.executeCommand("notebook.cell.execute", {
    ranges: [{ start, end }],
    document: notebook.uri,
  });

/** Waits until a cell has ended after `since`. */
const ended = (cell: NotebookCell, since: number) =>
  until(`cell ${cell.index} ended`, () =>
    (cell.executionSummary?.timing?.endTime ?? 0) > since ? cell : none,
  );

/** Runs a cell to its end. */
async function run(notebook: NotebookDocument, index: number): Promise<NotebookCell> {
  const now = Date.now() - 1;
  await begin(notebook, index);
  return ended(notebook.cellAt(index), now);
}

/** What the first output of a type says. */
function said({ outputs }: NotebookCell, mime: string): string {
  const items = outputs.flatMap((output: NotebookCellOutput) => output.items);
  const found = items.find((item) => item.mime === mime);
  return Buffer.from(found?.data ?? []).toString();
}

const stdout = "application/vnd.code.notebook.stdout";
const stderr = "application/vnd.code.notebook.stderr";
const error = "application/vnd.code.notebook.error";

describe("a notebook of Python", () => {
  const sources = [
    "import base64, os, time\nx = 21",
    "x * 2",
    "1 / 0",
    `display({"image/png": base64.b64decode("${red}"), "text/html": "<b>red</b>"}, raw=True)`,
    "print('before')\nwhile True: pass",
    "print('not run')",
    "print('Hello', input('Name? ') or 'nobody')",
    "for i in range(3): print(i, end='\\r', flush=True)\nprint('done')",
    "shown = display('first', display_id='one')",
    "shown.update('second')",
    "from IPython.display import clear_output\nprint('gone')\nclear_output()\nprint('kept')",
    "os._exit(3)",
    "x",
  ];
  let notebook: NotebookDocument;
  before(async () => void (notebook = await open("state.ipynb", "python", sources)));
  after(() => close(notebook));

  it("keeps state from cell to cell, and numbers and times its runs", async () => {
    await run(notebook, 0);
    const cell = await run(notebook, 1);
    assert.equal(said(cell, "text/plain"), "42");
    const { executionOrder, success, timing } = cell.executionSummary ?? {};
    assert.equal(executionOrder, 2);
    assert.equal(success, true);
    assert.ok(timing && timing.endTime >= timing.startTime);
  });

  it("shows an error with its traceback", async () => {
    const cell = await run(notebook, 2);
    const { name, message, stack } = JSON.parse(said(cell, error)) as Record<string, string>;
    assert.equal(name, "ZeroDivisionError");
    assert.equal(message, "division by zero");
    assert.match(stack ?? "", /1 \/ 0/);
    assert.equal(cell.executionSummary?.success, false);
  });

  it("shows a picture in its bytes, beside its other forms", async () => {
    const cell = await run(notebook, 3);
    const { items = [] } = cell.outputs[0] ?? {};
    assert.deepEqual(items.map(({ mime }) => mime).toSorted(), ["image/png", "text/html"]);
    const png = items.find(({ mime }) => mime === "image/png");
    assert.equal(Buffer.from(png?.data ?? []).toString("base64"), red);
  });

  it("is interrupted in an endless loop, with its state, and what waits is not run", async () => {
    const now = Date.now() - 1;
    void begin(notebook, 4, 6);
    const loop = notebook.cellAt(4);
    await until("the loop runs", () => (said(loop, stdout) === "before\n" ? true : none));
    await commands.executeCommand("notebook.cancelExecution");
    await ended(loop, now);
    assert.match(said(loop, error), /KeyboardInterrupt/);
    assert.deepEqual(notebook.cellAt(5).outputs, []);
    assert.equal(said(await run(notebook, 1), "text/plain"), "42");
  });

  it("asks its user for input", async () => {
    const now = Date.now() - 1;
    void begin(notebook, 6);
    const cell = notebook.cellAt(6);
    await until("it was answered", async () => {
      await commands.executeCommand("workbench.action.acceptSelectedQuickOpenItem");
      return (cell.executionSummary?.timing?.endTime ?? 0) > now ? true : none;
    });
    assert.equal(said(cell, stdout), "Name? \nHello nobody\n");
  });

  it("writes over a line after a carriage return, replaces displays, and clears", async () => {
    assert.equal(said(await run(notebook, 7), stdout), "done\n");
    await run(notebook, 8);
    const updating = await run(notebook, 9);
    assert.deepEqual(updating.outputs, []);
    await until("the display changed", () =>
      said(notebook.cellAt(8), "text/plain") === "'second'" ? true : none,
    );
    assert.equal(said(await run(notebook, 10), stdout), "kept\n");
  });

  it("says why its context died, and that the next one begins without its state", async () => {
    assert.match(said(await run(notebook, 11), error), /ended itself with exit code 3/);
    const cell = await run(notebook, 12);
    assert.match(said(cell, stderr), /in memory is gone\. \(.*exit code 3\.\)/);
    assert.match(said(cell, error), /NameError/);
  });

  it("begins anew when it is told to", async () => {
    await run(notebook, 0);
    await commands.executeCommand("mcpSandbox.restartContext");
    const cell = await run(notebook, 1);
    assert.match(said(cell, error), /NameError/);
    assert.equal(said(cell, stderr), "");
  });

  it("is saved in the words of its format", async () => {
    await run(notebook, 0);
    await run(notebook, 1);
    await notebook.save();
    const saved = Buffer.from(await workspace.fs.readFile(notebook.uri)).toString();
    const { cells } = JSON.parse(saved) as { cells: { outputs: { output_type: string }[] }[] };
    const types = [1, 2, 3, 7].map((index) => cells[index]?.outputs[0]?.output_type);
    assert.deepEqual(types, ["execute_result", "error", "display_data", "stream"]);
  });
});

describe("a notebook of another language", () => {
  for (const [language, source, expected] of [
    ["javascript", "console.log(await Promise.resolve(6 * 7))", "42\n"],
    ["typescript", "const n: number = 42; console.log(n)", "42\n"],
    ["bash", "n=42; echo $n", "42\n"],
  ] as const)
    it(`runs ${language}`, async () => {
      const notebook = await open(`${language}.ipynb`, language, [source]);
      const cell = await run(notebook, 0);
      const tooOld = said(cell, error).includes("TypeScript needs Node 22.13");
      if (!tooOld) assert.equal(said(cell, stdout), expected, said(cell, error));
      await close(notebook);
    });
});
