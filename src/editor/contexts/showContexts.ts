import { commands, Disposable, window } from "vscode";
import { contextKeys, views } from "../contributions.ts";
import type { CodeContexts } from "./codeContexts.ts";
import { ContextTree } from "./contextTree.ts";

/** Shows the contexts in their view, which is there while there is one. */
export function showContexts(contexts: CodeContexts): Disposable {
  const tree = new ContextTree(contexts);
  let isOpen = false;
  const follow = (): void => {
    const isFilled = contexts.list().length > 0;
    if (isFilled === isOpen) return;
    isOpen = isFilled;
    void commands.executeCommand("setContext", contextKeys.contextsOpen, isOpen);
  };
  return Disposable.from(
    tree,
    window.registerTreeDataProvider(views.contexts, tree),
    contexts.onDidChange(follow),
  );
}
