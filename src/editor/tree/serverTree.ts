import {
  EventEmitter,
  MarkdownString,
  ThemeColor,
  ThemeIcon,
  TreeItem,
  TreeItemCollapsibleState,
  type TreeDataProvider,
} from "vscode";
import type { Disposable, Event } from "../../base/event.ts";
import type { Node } from "./node.ts";

/** What the tree is drawn from. */
export interface TreeSource {
  /** The rows as they are now. */
  rows(): readonly Node[];
  /** The id of a row at the top that changed, e.g. a server's name; `undefined` when any may have. */
  readonly onDidChange: Event<string | undefined>;
}

/** Draws the rows in the editor's tree; decides nothing. */
export class ServerTree implements TreeDataProvider<Node>, Disposable {
  readonly #changed = new EventEmitter<Node | undefined>();
  readonly #source: TreeSource;
  readonly #subscription: Disposable;
  #shown: readonly Node[] = [];

  readonly onDidChangeTreeData = this.#changed.event;

  constructor(source: TreeSource) {
    this.#source = source;
    this.#subscription = source.onDidChange((server) => {
      const node = this.#shown.find(({ id }) => id === server);
      this.#changed.fire(server === undefined ? undefined : node);
    });
  }

  getChildren(node?: Node): Node[] {
    if (node !== undefined) return [...this.#latest(node).children];
    this.#shown = this.#source.rows();
    return [...this.#shown];
  }

  /** Rows lie side by side but for a server's own; only servers are revealed. */
  getParent(): undefined {
    return undefined;
  }

  /** The row of a server as the editor knows it. */
  shown(id: string): Node | undefined {
    return this.#shown.find((node) => node.id === id);
  }

  getTreeItem(node: Node): TreeItem {
    return treeItem(this.#latest(node));
  }

  dispose(): void {
    this.#subscription.dispose();
    this.#changed.dispose();
  }

  /** The editor asks with the row that it was given; what it stands for may have changed since. */
  #latest(node: Node): Node {
    if (node.contextValue.startsWith("server.") || node.contextValue === "machines")
      return this.#source.rows().find(({ id }) => id === node.id) ?? node;
    return node;
  }
}

function treeItem(node: Node): TreeItem {
  const item = new TreeItem(node.label, collapsible(node));
  item.id = node.id;
  item.iconPath = new ThemeIcon(
    node.icon.name,
    node.icon.color === undefined ? undefined : new ThemeColor(node.icon.color),
  );
  item.contextValue = node.contextValue;
  item.accessibilityInformation = {
    label:
      node.spoken ??
      `${node.label}${node.description === undefined ? "" : `, ${node.description}`}`,
  };
  if (node.description !== undefined) item.description = node.description;
  if (node.tooltip !== undefined) item.tooltip = tooltip(node.tooltip);
  if (node.action !== undefined) {
    const { title, command, args } = node.action;
    item.command = { title, command, arguments: [...args] };
  }
  return item;
}

function collapsible({ children, open }: Node): TreeItemCollapsibleState {
  if (children.length === 0) return TreeItemCollapsibleState.None;
  return open ? TreeItemCollapsibleState.Expanded : TreeItemCollapsibleState.Collapsed;
}

function tooltip(words: NonNullable<Node["tooltip"]>): MarkdownString | string {
  if ("text" in words) return words.text;
  const markdown = new MarkdownString(words.markdown);
  markdown.isTrusted = false;
  markdown.supportHtml = false;
  return markdown;
}
