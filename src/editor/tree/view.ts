import { Disposable, type ViewBadge, window } from "vscode";
import { views } from "../contributions.ts";
import { count } from "../words/count.ts";
import type { Node } from "./node.ts";
import { ServerTree, type TreeSource } from "./serverTree.ts";

interface WatchedSource extends TreeSource {
  /** Told whether the tree is seen. */
  look(isLookedAt: boolean): void;
}

/** Shows the tree in its view, with a badge that counts what needs the user. */
export function showTree(source: WatchedSource): Disposable {
  const tree = new ServerTree(source);
  const view = window.createTreeView(views.servers, { treeDataProvider: tree });
  let filled = new Set<string>();
  const follow = (): void => {
    const rows = source.rows();
    view.badge = badge(rows.filter(needsUser).length, sum(rows.map(({ waiting = 0 }) => waiting)));
    const before = filled;
    filled = new Set(rows.filter(({ children }) => children.length > 0).map(({ id }) => id));
    // The editor opens a row that comes with something beneath it, not one that gets it later.
    for (const id of filled) if (!before.has(id) && view.visible) void open(id);
  };
  const open = async (id: string): Promise<void> => {
    const row = tree.shown(id);
    if (row === undefined) return;
    await view.reveal(row, { expand: true, select: false, focus: false }).then(undefined, () => {});
  };
  follow();
  source.look(view.visible);
  return Disposable.from(
    ...[tree, view, source.onDidChange(follow)],
    view.onDidChangeVisibility(({ visible }) => source.look(visible)),
  );
}

function badge(problems: number, tools: number): ViewBadge | undefined {
  const parts = [
    ...(problems === 0 ? [] : [count(problems, "problem")]),
    ...(tools === 0 ? [] : [count(tools, "tool")]),
  ];
  if (parts.length === 0) return undefined;
  return { value: problems + tools, tooltip: `${parts.join(" and ")} to look at` };
}

const sum = (numbers: readonly number[]): number => numbers.reduce((all, each) => all + each, 0);

function needsUser({ contextValue }: Node): boolean {
  return contextValue === "server.failed" || contextValue === "problem";
}
