import { Uri, window } from "vscode";
import { isRecord } from "../../config/jsonPath.ts";
import { longWork } from "../longWork.ts";
import { showBriefly } from "../show.ts";
import type { CodeContexts } from "./codeContexts.ts";
import type { NotebookContext } from "./notebookContext.ts";

/** Begins the contexts anew that are meant: what they held is lost. */
export async function restartContext(contexts: CodeContexts, on: unknown): Promise<void> {
  const meant = contextsFor(contexts, on);
  if (meant.length === 0) return showBriefly("No code has run in this notebook yet.");
  await longWork("Restarting the context", async ({ signal }) => {
    await Promise.all(meant.map((each) => each.restart(signal)));
  });
  showBriefly("Restarted the context: its variables are gone.");
}

export async function interruptContext(contexts: CodeContexts, on: unknown): Promise<void> {
  for (const { context } of contextsFor(contexts, on)) await context?.interrupt();
}

/** Ends the contexts that are meant, until a cell is run again. */
export async function stopContext(contexts: CodeContexts, on: unknown): Promise<void> {
  for (const context of contextsFor(contexts, on)) await context.stop();
}

/** That of a row of the view; else those of a notebook: the one whose toolbar was used, or the active one. */
function contextsFor(contexts: CodeContexts, on: unknown): readonly NotebookContext[] {
  const id = isRecord(on) ? on["context"] : undefined;
  const found = typeof id === "string" ? contexts.find(id) : undefined;
  if (found !== undefined) return [found];
  const notebook = toolbarOf(on) ?? window.activeNotebookEditor?.notebook.uri.toString();
  return contexts.list().filter(({ wish }) => wish.notebook === notebook);
}

function toolbarOf(on: unknown): string | undefined {
  const editor = isRecord(on) ? on["notebookEditor"] : undefined;
  const uri = isRecord(editor) ? editor["notebookUri"] : undefined;
  return uri instanceof Uri ? uri.toString() : undefined;
}
