import assert from "node:assert/strict";
import type { NotebookCell, NotebookCellOutput } from "vscode";
import { CodeContexts } from "../../src/editor/contexts/codeContexts.ts";
import { type CellRun, CellRuns } from "../../src/editor/notebooks/cellRuns.ts";
import { Lines } from "../fakes/logs.ts";
import { MemoryPlace } from "../fakes/memoryPlace.ts";
import { until } from "./extension.ts";

type Outputs = NotebookCellOutput | readonly NotebookCellOutput[];

/** A cell that is to run, and what came of it: `success` after its outputs. */
function cell(code: string) {
  const told: string[] = [];
  const none = async (): Promise<void> => {};
  const run: CellRun = {
    cell: {
      index: 0,
      outputs: [] as readonly NotebookCellOutput[],
      document: text(code),
    } as NotebookCell,
    executionOrder: undefined,
    start: () => void told.push("start"),
    end: (success) => void told.push(String(success)),
    appendOutput: async (outputs: Outputs) => {
      for (const { items } of [outputs].flat())
        told.push(...items.map(({ data }) => Buffer.from(data).toString().trim()));
    },
    ...{
      appendOutputItems: none,
      clearOutput: none,
      replaceOutput: none,
      replaceOutputItems: none,
    },
  };
  return { run, told };
}

const text = (code: string) => ({ getText: () => code }) as NotebookCell["document"];

function setUp(isTrusted = true, gate = Promise.resolve()) {
  const places: MemoryPlace[] = [];
  const contexts = new CodeContexts(async () => {
    const place = new MemoryPlace();
    place.engine.gate = gate;
    places.push(place);
    return place;
  });
  const wish = { notebook: "file:///a.ipynb", name: "a.ipynb", language: "python" } as const;
  const context = contexts.of(wish);
  const runs = new CellRuns({ context, isTrusted: () => isTrusted, log: new Lines() });
  return { contexts, context, runs, places };
}

describe("the cells of a notebook", () => {
  it("run one after another, numbered by their context", async () => {
    const { contexts, runs } = setUp();
    const cells = ["set a", "set b", "show"].map(cell);
    await runs.add(cells.map(({ run }) => run));
    assert.deepEqual(cells[2]?.told, ["start", "a b", "true"]);
    assert.deepEqual(
      cells.map(({ run }) => run.executionOrder),
      [1, 2, 3],
    );
    await contexts[Symbol.asyncDispose]();
  });

  it("are not run after one that failed, but when they are run again", async () => {
    const { contexts, runs } = setUp();
    const [bad, next] = [cell("fail now"), cell("say here")];
    await runs.add([bad.run, next.run]);
    assert.equal(bad.told.at(-1), "false");
    assert.deepEqual(next.told, ["undefined"]);
    await runs.add([next.run]);
    assert.deepEqual(next.told, ["undefined", "start", "here", "true"]);
    await contexts[Symbol.asyncDispose]();
  });

  it("are interrupted together: that which runs, and those that wait", async () => {
    const { contexts, context, runs } = setUp();
    const [loop, next] = [cell("wait"), cell("say here")];
    const running = runs.add([loop.run, next.run]);
    await until("it runs", () => (context.context?.state.kind === "running" ? true : undefined));
    await runs.interrupt();
    await running;
    assert.match(loop.told.join(), /^start,.*KeyboardInterrupt.*,false$/s);
    assert.deepEqual(next.told, ["undefined"]);
    await contexts[Symbol.asyncDispose]();
  });

  it("are interrupted while their context starts", async () => {
    let open = (): void => {};
    const gate = new Promise<void>((resolve) => (open = resolve));
    const { contexts, context, runs, places } = setUp(true, gate);
    const first = cell("say here");
    const running = runs.add([first.run]);
    await until("it starts", () => (context.context === undefined ? undefined : true));
    await runs.interrupt();
    open();
    await running;
    assert.match(first.told.join(), /^start,.*cancelled.*,false$/s);
    assert.deepEqual(places[0]?.engine.kernels, []);
    await contexts[Symbol.asyncDispose]();
  });

  it("are not run in a workspace that is not trusted", async () => {
    const { contexts, runs, places } = setUp(false);
    const only = cell("say here");
    await runs.add([only.run]);
    assert.match(only.told.join(), /^start,.*not trusted: no code.*Trust the workspace.*,false$/s);
    assert.deepEqual(places, []);
    await contexts[Symbol.asyncDispose]();
  });
});
