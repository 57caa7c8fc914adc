import assert from "node:assert/strict";
import type { NotebookCell, NotebookCellOutput, NotebookCellOutputItem } from "vscode";
import { CellOutputs, type Shown } from "../../src/editor/notebooks/cellOutputs.ts";
import { Displays } from "../../src/editor/notebooks/displays.ts";
import { displayItems } from "../../src/editor/notebooks/outputItems.ts";
import type { Output } from "../../src/interpreter/engine.ts";

type Items = NotebookCellOutputItem | readonly NotebookCellOutputItem[];
type Outputs = NotebookCellOutput | readonly NotebookCellOutput[];

const text = (items: Items): string =>
  [items]
    .flat()
    .map(({ data }) => Buffer.from(data).toString())
    .join("|");
const textOf = (outputs: Outputs): string =>
  [outputs]
    .flat()
    .map((each) => text(each.items))
    .join();

/** What the editor is told to show beneath a cell. */
async function shown(outputs: readonly Output[], displays = new Displays()): Promise<string[]> {
  const told: string[] = [];
  const tell = async (words: string): Promise<void> => void told.push(words);
  const execution: Shown = {
    cell: { index: 0, outputs: [] as readonly NotebookCellOutput[] } as NotebookCell,
    appendOutput: (out) => tell(`new ${textOf(out)}`),
    appendOutputItems: (items) => tell(`more ${text(items)}`),
    clearOutput: () => tell("clear"),
    replaceOutput: (out) => tell(`instead ${textOf(out)}`),
    replaceOutputItems: (items) => tell(`change ${text(items)}`),
  };
  const sink = new CellOutputs(execution, displays);
  for (const output of outputs) sink.add(output);
  await sink.end();
  return told;
}

const print = (words: string, stream: "stdout" | "stderr" = "stdout") =>
  ({ kind: "stream", stream, text: words }) as const;
const display = (words: string, id?: string): Output => ({
  ...{ kind: "display", isMain: false, data: { "text/plain": words } },
  ...(id !== undefined && { id }),
});

describe("the outputs of a cell", () => {
  it("gather what comes while the editor is busy, by stream and in order", async () => {
    const many = Array.from({ length: 10_000 }, () => print("x"));
    const told = await shown([...many, print("oh", "stderr"), print("y")]);
    assert.deepEqual(told, ["new x", `more ${"x".repeat(9999)}`, "new oh", "new y"]);
  });

  it("show what is left of lines that were written over", async () => {
    const first = async (words: string) => (await shown([print("", "stderr"), print(words)]))[1];
    assert.equal(await first("10 %\r20 %\rdone\nnext\r\n"), "new done\nnext\n");
    assert.equal(await first("longer\rab"), "new abnger");
    assert.equal(await first("longer\r\u001b[Kab"), "new \u001b[Kab");
    assert.equal(await first("10 %\r20 %\r"), "new 20 %\r");
  });

  it("say how much was left out", async () => {
    const told = await shown([print("a"), { kind: "cut", bytes: 7 }]);
    assert.match(told[1] ?? "", /7 bytes more were left out/);
  });

  it("are cleared at once, or when something takes their place", async () => {
    const [now, then] = [false, true].map((wait): Output => ({ kind: "clear", wait }));
    assert.ok(now && then);
    assert.deepEqual(await shown([print("a"), now, print("b")]), ["new a", "clear", "new b"]);
    assert.deepEqual(await shown([print("a"), then, print("b")]), ["new a", "instead b"]);
    assert.deepEqual(await shown([print("a"), then]), ["new a"]);
  });

  it("change a display that was shown with the same id, unless it was cleared away", async () => {
    const clear: Output = { kind: "clear", wait: false };
    assert.deepEqual(await shown([display("1", "d"), print("a"), display("2", "d")]), [
      ...["new 1", "new a", "change 2"],
    ]);
    const cleared = await shown([display("1", "d"), clear, display("2", "d"), display("3")]);
    assert.deepEqual(cleared, ["new 1", "clear", "new 2", "new 3"]);
  });

  it("hold every form of a value but code for the editor's page", () => {
    const items = displayItems({
      ...{ "image/png": "UE5H", "image/svg+xml": "<svg/>", "text/latex": "$x$" },
      ...{ "application/json": { a: 1 }, "application/vnd.x+json": [1], "text/html": "<b>" },
      ...{ "application/javascript": "alert()", "text/javascript": "alert()", nonsense: "" },
    });
    const forms = items.map(({ mime, data }) => [
      mime,
      Buffer.from(data).toString().replaceAll(/\s/g, ""),
    ]);
    assert.deepEqual(Object.fromEntries(forms), {
      ...{ "image/png": "PNG", "image/svg+xml": "<svg/>", "text/latex": "$x$" },
      ...{ "application/json": '{"a":1}', "application/vnd.x+json": "[1]", "text/html": "<b>" },
    });
  });
});
