import { EventEmitter, MarkdownString, ThemeIcon, type TreeDataProvider, TreeItem } from "vscode";
import type { Disposable } from "../../base/event.ts";
import type { ContextValue } from "../contributions.ts";
import { visibleLine } from "../words/visible.ts";
import type { CodeContexts } from "./codeContexts.ts";
import { contextIcon, contextTooltip, contextWords } from "./contextWords.ts";

/** A row of the view, by the id of what it stands for. */
export interface ContextRow {
  readonly context: string;
}

/** The contexts of notebooks, as they are now. */
export class ContextTree implements TreeDataProvider<ContextRow>, Disposable {
  readonly #contexts: Pick<CodeContexts, "list" | "find" | "onDidChange">;
  readonly #changed = new EventEmitter<undefined>();
  readonly #subscription: Disposable;

  readonly onDidChangeTreeData = this.#changed.event;

  constructor(contexts: Pick<CodeContexts, "list" | "find" | "onDidChange">) {
    this.#contexts = contexts;
    this.#subscription = contexts.onDidChange(() => this.#changed.fire(undefined));
  }

  getChildren(): ContextRow[] {
    return this.#contexts.list().map(({ id }) => ({ context: id }));
  }

  getTreeItem({ context: id }: ContextRow): TreeItem {
    const found = this.#contexts.find(id);
    const item = new TreeItem(visibleLine(found?.wish.name ?? id));
    item.id = id;
    const context = found?.context;
    if (context === undefined || context.state.kind === "stopped") return item;
    item.description = contextWords(context);
    item.iconPath = new ThemeIcon(contextIcon(context));
    item.contextValue = `context.${context.state.kind}` satisfies ContextValue;
    item.accessibilityInformation = { label: `${item.label as string}, ${item.description}` };
    return item;
  }

  /** Times are told as they are when the user points at the row. */
  resolveTreeItem(item: TreeItem, { context: id }: ContextRow): TreeItem {
    const context = this.#contexts.find(id)?.context;
    if (context !== undefined)
      item.tooltip = new MarkdownString(contextTooltip(context, Date.now()));
    return item;
  }

  dispose(): void {
    this.#subscription.dispose();
    this.#changed.dispose();
  }
}
