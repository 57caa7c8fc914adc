import { type NotebookCellExecution, NotebookCellOutput } from "vscode";
import type { Output } from "../../interpreter/engine.ts";
import type { Displays } from "./displays.ts";
import { displayItems, displayOutput, streamItem } from "./outputItems.ts";
import { overwritten } from "./overwritten.ts";

type Stream = "stdout" | "stderr";

/** Output that comes within this time is shown at once. */
const gatherMs = 50;
/** The editor goes through all of a text when more comes: the longer it is, the rarer that happens. */
const lettersPerMs = 5000;

/** What it needs of an execution. */
export type Shown = Pick<
  NotebookCellExecution,
  | "cell"
  | "appendOutput"
  | "appendOutputItems"
  | "clearOutput"
  | "replaceOutput"
  | "replaceOutputItems"
>;

/**
 * Shows what running code gives beneath its cell, in order. A flood of text is gathered while the
 * editor is busy with what came before.
 */
export class CellOutputs {
  readonly #execution: Shown;
  readonly #displays: Displays;
  readonly #waiting: (Output | NotebookCellOutput)[] = [];
  /** Text that comes from the same stream belongs to it. */
  #text:
    | { readonly stream: Stream; readonly output: NotebookCellOutput; length: number }
    | undefined;
  #clearsNext = false;
  #showing: Promise<void> | undefined;
  #hurry = (): void => {};
  #isEnding = false;

  constructor(execution: Shown, displays: Displays) {
    this.#execution = execution;
    this.#displays = displays;
    displays.forget(execution.cell);
  }

  add(output: Output | NotebookCellOutput): void {
    const last = this.#waiting.at(-1);
    const joined = last === undefined ? undefined : join(last, output);
    if (joined === undefined) this.#waiting.push(output);
    else this.#waiting[this.#waiting.length - 1] = joined;
    if (this.#showing !== undefined) return;
    this.#showing = this.#show();
    this.#showing.catch(() => {}); // the end tells
  }

  /** Settles when all is shown. Rejects when the editor does not take it any more. */
  async end(): Promise<void> {
    this.#isEnding = true;
    this.#hurry();
    await this.#showing;
  }

  async #show(): Promise<void> {
    try {
      while (this.#waiting.length > 0) {
        for (const output of this.#waiting.splice(0)) await this.#take(output);
        if (!this.#isEnding) await this.#pause();
      }
      this.#showing = undefined;
    } catch (error) {
      // The cell is gone, and with it the place for more.
      this.#waiting.length = 0;
      throw error;
    }
  }

  #pause(): Promise<void> {
    return new Promise((resolve) => {
      const length = this.#text?.length ?? 0;
      const timer = setTimeout(resolve, gatherMs + length / lettersPerMs);
      this.#hurry = () => {
        clearTimeout(timer);
        resolve();
      };
    });
  }

  async #take(output: Output | NotebookCellOutput): Promise<void> {
    if (output instanceof NotebookCellOutput) return this.#append(output);
    switch (output.kind) {
      case "stream":
        return this.#write(output.stream, output.text);
      case "cut":
        return this.#write("stderr", `\n… ${output.bytes} bytes more were left out.\n`);
      case "clear":
        this.#clearsNext = output.wait;
        if (!output.wait) await this.#clear();
        return;
      case "display":
        return this.#display(output);
    }
  }

  async #write(stream: Stream, text: string): Promise<void> {
    if (!this.#clearsNext && this.#text?.stream === stream) {
      this.#text.length += text.length;
      return this.#execution.appendOutputItems(streamItem(stream, text), this.#text.output);
    }
    const output = new NotebookCellOutput([streamItem(stream, overwritten(text))], {
      outputType: "stream",
    });
    await this.#append(output);
    this.#text = { stream, output, length: text.length };
  }

  async #display(display: Extract<Output, { kind: "display" }>): Promise<void> {
    const { id, data } = display;
    const known = this.#clearsNext ? undefined : this.#displays.find(id, this.#execution.cell);
    if (known !== undefined) return this.#execution.replaceOutputItems(displayItems(data), known);
    const output = displayOutput(display);
    await this.#append(output);
    if (id !== undefined) this.#displays.keep(id, output, this.#execution.cell);
  }

  async #append(output: NotebookCellOutput): Promise<void> {
    this.#text = undefined;
    if (!this.#clearsNext) return this.#execution.appendOutput(output);
    this.#clearsNext = false;
    this.#displays.forget(this.#execution.cell);
    await this.#execution.replaceOutput(output);
  }

  async #clear(): Promise<void> {
    this.#text = undefined;
    this.#displays.forget(this.#execution.cell);
    await this.#execution.clearOutput();
  }
}

/** Two pieces of one stream as one. */
function join(a: Output | NotebookCellOutput, b: Output | NotebookCellOutput): Output | undefined {
  if (a instanceof NotebookCellOutput || b instanceof NotebookCellOutput) return undefined;
  if (a.kind !== "stream" || b.kind !== "stream" || a.stream !== b.stream) return undefined;
  return { ...a, text: a.text + b.text };
}
