import type { NotebookCell, NotebookCellOutput } from "vscode";

interface Shown {
  readonly output: NotebookCellOutput;
  readonly cell: NotebookCell;
}

/** The displays of a notebook that code may replace, whichever cell they are beneath. */
export class Displays {
  readonly #shown = new Map<string, Shown>();

  keep(id: string, output: NotebookCellOutput, cell: NotebookCell): void {
    this.#shown.set(id, { output, cell });
  }

  /** What is still there of a display, for code that runs in a cell. */
  find(id: string | undefined, running: NotebookCell): NotebookCellOutput | undefined {
    const shown = id === undefined ? undefined : this.#shown.get(id);
    if (shown === undefined) return undefined;
    // Of the running cell the editor does not know the last outputs yet.
    const isThere = shown.cell === running || isBeneath(shown.cell, id);
    return isThere ? shown.output : undefined;
  }

  /** The outputs of a cell go. */
  forget(cell: NotebookCell): void {
    for (const [id, shown] of this.#shown) if (shown.cell === cell) this.#shown.delete(id);
  }
}

/** The user may have cleared the outputs of a cell, or deleted it. */
function isBeneath(cell: NotebookCell, id: string | undefined): boolean {
  return cell.index >= 0 && cell.outputs.some(({ metadata }) => metadata?.["displayId"] === id);
}
