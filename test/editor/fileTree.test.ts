import assert from "node:assert/strict";
import { ThemeIcon, TreeItemCollapsibleState, type Uri } from "vscode";
import { FileTree, isFileRow } from "../../src/editor/files/fileTree.ts";
import { MemoryMachines, machine } from "../fakes/memoryMachines.ts";

const bytes = (text: string): Uint8Array => new TextEncoder().encode(text);

async function setUp() {
  const machines = new MemoryMachines([machine("i1")]);
  const files = machines.files("i1");
  await files.makeDir("z");
  await files.write("b.txt", bytes("b"));
  await files.write("a.txt", bytes("a"));
  const tree = new FileTree(machines);
  const root = await tree.open("i1");
  const tops = await tree.getChildren(root);
  return { machines, files, tree, root, tops };
}

describe("the view of a machine's files", () => {
  it("begins with its home, unfolded, and with all of it, folded", async () => {
    const { tree, root, tops } = await setUp();
    assert.deepEqual(await tree.getChildren(), [root]);
    assert.deepEqual(
      tops.map((row) => [row.label, tree.getTreeItem(row).collapsibleState]),
      [
        ["/home/memory", TreeItemCollapsibleState.Expanded],
        ["/", TreeItemCollapsibleState.Collapsed],
      ],
    );
  });

  it("lists folders before files, each by name", async () => {
    const { tree, tops } = await setUp();
    const labels = (await tree.getChildren(tops[0])).map(({ label }) => label);
    assert.deepEqual(labels, ["z", "a.txt", "b.txt"]);
  });

  it("has an id of its own for each row, also where two ways lead to one file", async () => {
    const { tree, tops } = await setUp();
    const walk = async (row: (typeof tops)[number]): Promise<string[]> => {
      const beneath = row.kind === "folder" ? await tree.getChildren(row) : [];
      const ids = await Promise.all(beneath.map(walk));
      return [tree.getTreeItem(row).id ?? "", ...ids.flat()];
    };
    const ids = (await Promise.all(tops.map(walk))).flat();
    assert.equal(new Set(ids).size, ids.length);
    assert.equal(ids.filter((id) => id.endsWith("/a.txt")).length, 2);
  });

  it("opens a file by a click, through the files of its machine", async () => {
    const { tree, tops } = await setUp();
    const row = (await tree.getChildren(tops[0]))[1];
    assert.ok(isFileRow(row));
    const { command, iconPath, contextValue } = tree.getTreeItem(row);
    assert.equal(command?.command, "vscode.open");
    const [uri] = (command?.arguments ?? []) as [Uri];
    assert.equal(uri.toString(), "mcp-sandbox-files://i1/home/memory/a.txt");
    assert.equal(iconPath, ThemeIcon.File);
    assert.equal(contextValue, "files.file");
  });

  it("offers to change what is in a folder, but not the folders at the top", async () => {
    const { tree, tops } = await setUp();
    const [folder] = await tree.getChildren(tops[0]);
    assert.ok(folder);
    assert.equal(tree.getTreeItem(folder).contextValue, "files.folder");
    for (const top of tops) assert.equal(tree.getTreeItem(top).contextValue, "files.top");
  });

  it("says in place of a folder's files why they cannot be listed", async () => {
    const { files, tree, tops } = await setUp();
    const [folder] = await tree.getChildren(tops[0]);
    await files.remove("z");
    const rows = await tree.getChildren(folder);
    assert.deepEqual(
      rows.map(({ kind }) => kind),
      ["problem"],
    );
    assert.match(rows[0]?.label ?? "", /was not found/);
  });

  it("holds a machine once, and none that is closed", async () => {
    const { tree, root } = await setUp();
    assert.equal(await tree.open("i1"), root);
    await tree.open("i2");
    assert.equal((await tree.getChildren()).length, 2);
    tree.close("i1");
    assert.deepEqual(
      (await tree.getChildren()).map(({ machine: id }) => id),
      ["i2"],
    );
    tree.close();
    assert.equal(tree.isEmpty, true);
  });
});
