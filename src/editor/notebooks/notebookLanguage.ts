import { type NotebookDocument, NotebookCellKind } from "vscode";
import { isRecord } from "../../config/jsonPath.ts";

/** The language that a notebook says it is in, else that of its first code. */
export function languageOf(notebook: NotebookDocument): string | undefined {
  const said = own(notebook.metadata["metadata"], "language_info", "name");
  const kernel = own(notebook.metadata["metadata"], "kernelspec", "language");
  const first = notebook.getCells().find(({ kind }) => kind === NotebookCellKind.Code);
  return said ?? kernel ?? first?.document.languageId;
}

function own(metadata: unknown, part: string, name: string): string | undefined {
  const found = isRecord(metadata) ? metadata[part] : undefined;
  const value = isRecord(found) ? found[name] : undefined;
  return typeof value === "string" ? value : undefined;
}
