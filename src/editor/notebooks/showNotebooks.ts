import { Disposable } from "vscode";
import type { Place } from "../../interpreter/places/place.ts";
import type { Network } from "../../sandbox/sandbox.ts";
import { CodeContexts } from "../contexts/codeContexts.ts";
import { showContexts } from "../contexts/showContexts.ts";
import { networkOf } from "./notebookNetwork.ts";
import { type NotebookOptions, Notebooks } from "./notebooks.ts";

/** What commands need of it. */
export interface NotebookViews extends Disposable, AsyncDisposable {
  readonly contexts: CodeContexts;
}

/**
 * Runs notebooks, and shows the contexts of their code.
 * @param place makes the place for the code of one context.
 */
export function showNotebooks(
  place: (id: string, network: Network) => Promise<Place>,
  options: Omit<NotebookOptions, "contexts">,
): NotebookViews {
  const contexts = new CodeContexts(async (id) => place(id, networkOf()));
  const all = Disposable.from(showContexts(contexts), new Notebooks({ ...options, contexts }));
  return {
    ...{ contexts, dispose: () => void all.dispose() },
    [Symbol.asyncDispose]: () => contexts[Symbol.asyncDispose](),
  };
}
