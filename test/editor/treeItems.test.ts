import assert from "node:assert/strict";
import { MarkdownString, ThemeColor, ThemeIcon, TreeItemCollapsibleState } from "vscode";
import { Emitter } from "../../src/base/event.ts";
import type { Node } from "../../src/editor/tree/node.ts";
import { ServerTree } from "../../src/editor/tree/serverTree.ts";

const leaf: Node = {
  id: "files/tool/read",
  label: "read",
  icon: { name: "symbol-method" },
  contextValue: "tool",
  children: [],
  open: false,
};

const server = (more: Partial<Node> = {}): Node => ({
  ...leaf,
  id: "files",
  label: "files",
  contextValue: "server.running",
  open: true,
  server: "files",
  ...more,
});

/** A tree over rows that can be exchanged. */
function treeOver(first: readonly Node[]) {
  let rows = first;
  const changed = new Emitter<string | undefined>();
  const tree = new ServerTree({ rows: () => rows, onDidChange: changed.event });
  const told: (Node | undefined)[] = [];
  tree.onDidChangeTreeData((node) => told.push(node));
  const become = (next: readonly Node[], name?: string): void => {
    rows = next;
    changed.fire(name);
  };
  return { tree, told, become };
}

const itemOf = (node: Node) => treeOver([node]).tree.getTreeItem(node);

describe("an item of the tree", () => {
  it("has the row's icon in the theme's colours", () => {
    const { iconPath } = itemOf(server({ icon: { name: "error", color: "list.errorForeground" } }));
    assert.ok(iconPath instanceof ThemeIcon);
    assert.equal(iconPath.id, "error");
    assert.deepEqual(iconPath.color, new ThemeColor("list.errorForeground"));
  });

  it("says the row's words, its label and description where it has none", () => {
    const label = (node: Node) => itemOf(node).accessibilityInformation?.label;
    assert.equal(label(server({ spoken: "server files, stopped" })), "server files, stopped");
    assert.equal(label(server({ description: "stopped" })), "files, stopped");
    assert.equal(label(server()), "files");
  });

  it("trusts no Markdown and takes no HTML", () => {
    const { tooltip } = itemOf(server({ tooltip: { markdown: "**a**" } }));
    assert.ok(tooltip instanceof MarkdownString);
    assert.equal(tooltip.isTrusted, false);
    assert.equal(tooltip.supportHtml, false);
    assert.equal(itemOf(server({ tooltip: { text: "**a**" } })).tooltip, "**a**");
  });

  it("can be opened only when something is beneath it", () => {
    const state = (node: Node) => itemOf(node).collapsibleState;
    assert.equal(state(server()), TreeItemCollapsibleState.None);
    assert.equal(state(server({ children: [leaf] })), TreeItemCollapsibleState.Expanded);
    assert.equal(
      state(server({ children: [leaf], open: false })),
      TreeItemCollapsibleState.Collapsed,
    );
  });

  it("runs the row's action", () => {
    const action = { title: "Show Log", command: "mcpSandbox.showLog", args: ["files"] } as const;
    assert.deepEqual(itemOf(server({ action })).command, {
      title: "Show Log",
      command: "mcpSandbox.showLog",
      arguments: ["files"],
    });
  });
});

describe("the tree", () => {
  it("tells which row changed, and draws it as it is now", () => {
    const before = server();
    const { tree, told, become } = treeOver([before]);
    tree.getChildren();
    become([server({ description: "now", children: [leaf] })], "files");
    assert.deepEqual(told, [before]);
    assert.equal(tree.getTreeItem(before).description, "now");
    assert.deepEqual(tree.getChildren(before), [leaf]);
  });

  it("is drawn anew when any row may have changed", () => {
    const { tree, told, become } = treeOver([server()]);
    tree.getChildren();
    become([]);
    assert.deepEqual(told, [undefined]);
    assert.deepEqual(tree.getChildren(), []);
  });

  it("shows what it showed before of a server that is gone meanwhile", () => {
    const before = server({ children: [leaf] });
    const { tree, become } = treeOver([before]);
    tree.getChildren();
    become([], "files");
    assert.deepEqual(tree.getChildren(before), [leaf]);
  });
});
