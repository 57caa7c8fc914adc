import assert from "node:assert/strict";
import { type MarkdownString, type ThemeIcon, TreeItem } from "vscode";
import { Failure } from "../../src/base/failure.ts";
import { CodeContexts } from "../../src/editor/contexts/codeContexts.ts";
import { ContextTree } from "../../src/editor/contexts/contextTree.ts";
import { networkOf, networkWords } from "../../src/editor/notebooks/notebookNetwork.ts";
import { failureOutput } from "../../src/editor/notebooks/outputItems.ts";
import type { Place } from "../../src/interpreter/places/place.ts";
import { MemoryPlace } from "../fakes/memoryPlace.ts";
import { until } from "./extension.ts";

const wish = { notebook: "file:///a.ipynb", name: "a.ipynb", language: "python" } as const;

function setUp() {
  const places: MemoryPlace[] = [];
  const ids: string[] = [];
  const contexts = new CodeContexts(async (id) => {
    const place = new MemoryPlace();
    places.push(place);
    ids.push(id);
    return place;
  });
  return { contexts, places, ids, tree: new ContextTree(contexts) };
}

describe("the contexts of notebooks", () => {
  it("are one for each notebook and language, in a place of its own", async () => {
    const { contexts, ids } = setUp();
    const python = contexts.of(wish);
    assert.equal(contexts.of({ ...wish }), python);
    const [first, second] = await Promise.all([python.ready(), python.ready()]);
    assert.equal(first, second);
    await contexts.of({ ...wish, language: "bash" }).ready();
    await contexts.of({ ...wish, notebook: "file:///b.ipynb" }).ready();
    assert.equal(new Set(ids).size, 3);
    for (const id of ids) assert.match(id, /^notebook-[0-9a-f]{16}-(python|bash)$/);
    await contexts[Symbol.asyncDispose]();
  });

  it("end with their notebook, also in the middle of a start", async () => {
    const { contexts, places } = setUp();
    const own = contexts.of(wish);
    await own.ready();
    const starting = contexts.of({ ...wish, language: "bash" }).ready();
    contexts.leave(wish.notebook);
    await assert.rejects(starting, { code: "cancelled" });
    assert.deepEqual(contexts.list(), []);
    await assert.rejects(own.ready(), { code: "cancelled" });
    await contexts[Symbol.asyncDispose]();
    const kernels = places.flatMap(({ engine }) => engine.kernels);
    for (const { ended } of kernels) assert.equal((await ended).code, "cancelled");
  });

  it("begin anew when they died or were stopped, and say once what is lost", async () => {
    const { contexts, places } = setUp();
    const own = contexts.of(wish);
    const first = await own.ready();
    await assert.rejects(first.run("die"), /died/);
    const second = await own.ready();
    assert.notEqual(second, first);
    assert.equal(own.takeLoss(), "The interpreter died.");
    assert.equal(own.takeLoss(), undefined);
    await own.stop();
    assert.deepEqual(contexts.list(), []);
    await own.ready();
    assert.equal(own.takeLoss(), "The context was stopped.");
    assert.equal(places.length, 3);
    await contexts[Symbol.asyncDispose]();
  });

  it("are restarted in their place when they live, and made anew when not", async () => {
    const { contexts, places } = setUp();
    const own = contexts.of(wish);
    const context = await own.ready();
    await context.run("set x");
    await own.restart();
    assert.equal(places[0]?.engine.kernels.length, 2);
    await assert.rejects(context.run("die"), /died/);
    await own.restart();
    assert.equal(places.length, 2);
    assert.equal(own.takeLoss(), undefined);
    await contexts[Symbol.asyncDispose]();
  });

  it("can be tried again when there was no sandbox, and say why in the cell", async () => {
    const missing = new Failure("sandboxUnavailable", "No jail here.", { remedy: "Install one." });
    let isThere = false;
    const contexts = new CodeContexts(async (): Promise<Place> => {
      if (isThere) return new MemoryPlace();
      throw missing;
    });
    const own = contexts.of(wish);
    await assert.rejects(own.ready(), missing);
    const [item] = failureOutput(missing).items;
    const { message } = JSON.parse(Buffer.from(item?.data ?? []).toString()) as Error;
    assert.equal(message, "No jail here.\nInstall one.");
    isThere = true;
    assert.equal((await own.ready()).state.kind, "idle");
    await contexts[Symbol.asyncDispose]();
  });
});

describe("the network of notebooks", () => {
  it("is none unless hosts are named, and said with the kernel", () => {
    assert.equal(networkOf(), "none");
    assert.equal(networkWords(), "in a sandbox without network");
    const hosts = ["pypi", "*.example.com", "api.example.com:8443", "[::1]:80"];
    assert.deepEqual(networkOf(hosts), { allow: hosts });
    assert.equal(networkWords(["pypi", "npm"]), "in a sandbox that reaches pypi, npm");
  });

  it("is not made of what is no host", () => {
    for (const wrong of ["https://example.com", "example.com/path", ""])
      assert.throws(() => networkOf([wrong]), { code: "config" }, wrong);
  });
});

describe("the view of contexts", () => {
  it("shows language, state and provider, and times when it is pointed at", async () => {
    const { contexts, places, tree } = setUp();
    let changes = 0;
    tree.onDidChangeTreeData(() => (changes += 1));
    const context = await contexts.of(wish).ready();
    const [row] = tree.getChildren();
    assert.ok(row);
    const item = tree.getTreeItem(row);
    assert.equal(item.label, "a.ipynb");
    assert.equal(item.description, "Python · idle · local");
    assert.equal(item.contextValue, "context.idle");
    const { tooltip } = tree.resolveTreeItem(item, row);
    assert.match((tooltip as MarkdownString).value, /last used a few seconds ago/);
    const running = context.run("wait");
    await until("it runs", () => (context.state.kind === "running" ? true : undefined));
    assert.equal(tree.getTreeItem(row).contextValue, "context.running");
    assert.equal((tree.getTreeItem(row).iconPath as ThemeIcon).id, "loading~spin");
    places[0]?.engine.kernels[0]?.end(new Failure("sandboxFailed", "Out of memory."));
    await assert.rejects(running);
    const failed = tree.resolveTreeItem(tree.getTreeItem(row), row);
    assert.match((failed.tooltip as MarkdownString).value, /Out of memory/);
    assert.equal(failed.contextValue, "context.failed");
    assert.ok(changes >= 4);
    await contexts[Symbol.asyncDispose]();
    assert.deepEqual(tree.getChildren(), []);
    assert.ok(tree.getTreeItem(row) instanceof TreeItem);
  });
});
