import type { NotebookCellExecution } from "vscode";
import { Failure } from "../../base/failure.ts";
import type { Log } from "../../base/log.ts";
import type { Context } from "../../interpreter/contexts/context.ts";
import type { InputQuestion } from "../../interpreter/engine.ts";
import type { NotebookContext } from "../contexts/notebookContext.ts";
import { showFailure } from "../show.ts";
import { askInput } from "./askInput.ts";
import { CellOutputs, type Shown } from "./cellOutputs.ts";
import { Displays } from "./displays.ts";
import { languageName } from "./languages.ts";
import { errorOutput, failureOutput } from "./outputItems.ts";

/** What is needed of a cell's execution. */
export type CellRun = Shown & Pick<NotebookCellExecution, "start" | "end" | "executionOrder">;

export interface CellRunsOptions {
  /** Where the code runs. */
  readonly context: NotebookContext;
  readonly isTrusted: () => boolean;
  readonly log: Pick<Log, "debug">;
}

/** The run that is under way. */
interface Current {
  /** Aborted when nobody waits for it any more, or for an answer to it. */
  readonly over: AbortController;
  /** Aborts a start; code that runs is interrupted by its context. */
  readonly start: AbortController;
  context?: Context;
}

/** Runs the cells of one notebook and language, one after another. */
export class CellRuns {
  readonly #options: CellRunsOptions;
  readonly #displays = new Displays();
  readonly #queue: CellRun[] = [];
  #current: Current | undefined;
  #running: Promise<void> | undefined;

  constructor(options: CellRunsOptions) {
    this.#options = options;
  }

  /** Settles when nothing is left to run. Never rejects. */
  add(executions: readonly CellRun[]): Promise<void> {
    this.#queue.push(...executions);
    this.#running ??= this.#drain();
    return this.#running;
  }

  /** Asks the cell that runs to stop; those behind it are not run. */
  async interrupt(): Promise<void> {
    this.#drop();
    const current = this.#current;
    current?.start.abort();
    current?.over.abort();
    await current?.context?.interrupt();
  }

  async #drain(): Promise<void> {
    for (let next = this.#queue.shift(); next !== undefined; next = this.#queue.shift()) {
      try {
        // What comes after a cell that failed was to build on it.
        if (!(await this.#run(next))) this.#drop();
      } catch (error) {
        this.#options.log.debug(`A cell is not there any more: ${String(error)}`);
      }
    }
    this.#running = undefined;
  }

  #drop(): void {
    for (const execution of this.#queue.splice(0)) execution.end(undefined);
  }

  /** True when the code ended without an error. Rejects when its cell was closed meanwhile. */
  async #run(execution: CellRun): Promise<boolean> {
    execution.start(Date.now());
    await execution.clearOutput();
    const outputs = new CellOutputs(execution, this.#displays);
    const current: Current = { over: new AbortController(), start: new AbortController() };
    this.#current = current;
    const isGood = await this.#execute(execution, outputs, current);
    this.#current = undefined;
    current.over.abort();
    try {
      await outputs.end();
    } finally {
      execution.end(isGood, Date.now());
    }
    return isGood;
  }

  async #execute(execution: CellRun, outputs: CellOutputs, current: Current): Promise<boolean> {
    try {
      const { context: own, isTrusted } = this.#options;
      if (!isTrusted()) throw untrusted();
      const context = await own.ready(current.start.signal);
      current.context = context;
      const loss = own.takeLoss();
      if (loss !== undefined) outputs.add(stderr(lossWords(loss)));
      const { count, error } = await context.run(execution.cell.document.getText(), {
        onOutput: (output) => outputs.add(output),
        onInput: (question) => this.#ask(question, outputs, current),
      });
      execution.executionOrder = count;
      if (error !== undefined) outputs.add(errorOutput(error));
      return error === undefined;
    } catch (error) {
      outputs.add(failureOutput(error));
      tell(Failure.from(error));
      return false;
    }
  }

  /** What was asked and answered stays beneath the cell, but for a password. */
  async #ask(
    question: InputQuestion,
    outputs: CellOutputs,
    { over }: Current,
  ): Promise<string | undefined> {
    const { language, name } = this.#options.context.wish;
    const title = `${languageName(language)} asks in ${name}`;
    const answer = await askInput(question, title, over.signal);
    const shown = question.isPassword ? "" : (answer ?? "");
    outputs.add({ kind: "stream", stream: "stdout", text: `${question.prompt}${shown}\n` });
    return answer;
  }
}

const stderr = (text: string) => ({ kind: "stream", stream: "stderr", text }) as const;

const lossWords = (why: string): string =>
  `A new context was started: what earlier cells had in memory is gone. (${why})\n`;

const untrusted = (): Failure =>
  new Failure("untrusted", "This workspace is not trusted: no code of its notebooks is run.", {
    remedy: "Trust the workspace to run it in a sandbox.",
  });

/** A notification comes only where the user has to do something beyond his notebook. */
function tell(failure: Failure): void {
  if (usersTurn.has(failure.code)) showFailure(failure);
}

const usersTurn: ReadonlySet<Failure["code"]> = new Set([
  ...(["untrusted", "sandboxUnavailable", "keyMissing", "keyRejected"] as const),
  ...(["serviceUnreachable", "planLimit"] as const),
]);
