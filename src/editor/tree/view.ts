import { Disposable, window } from "vscode";
import { views } from "../contributions.ts";
import { count } from "../words/count.ts";
import type { Node } from "./node.ts";
import { ServerTree, type TreeSource } from "./serverTree.ts";

/** Shows the tree in its view, with a badge that counts what needs the user. */
export function showTree(source: TreeSource): Disposable {
  const tree = new ServerTree(source);
  const view = window.createTreeView(views.servers, { treeDataProvider: tree });
  const mark = (): void => {
    const value = source.rows().filter(needsUser).length;
    view.badge =
      value === 0 ? undefined : { value, tooltip: `${count(value, "problem")} to look at` };
  };
  mark();
  return Disposable.from(tree, view, source.onDidChange(mark));
}

function needsUser({ contextValue }: Node): boolean {
  return contextValue === "server.failed" || contextValue === "problem";
}
