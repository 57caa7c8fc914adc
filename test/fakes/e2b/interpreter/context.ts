import { randomUUID } from "node:crypto";
import type { Knobs } from "../faults.ts";
import type { Answer } from "./answer.ts";
import type { Kernel } from "./kernel.ts";
import type { Cell } from "./languages.ts";
import { lineOf, unexpectedEnd } from "./lines.ts";

/** What a context does its work with. */
export interface Means {
  readonly knobs: Knobs;
  readonly start: () => Promise<Kernel>;
  readonly request: (cell: Cell) => string;
}

/** A place where cells run one after the other and find what those before have left. */
export class Context {
  readonly id = randomUUID();
  readonly language: string;
  readonly cwd: string;
  readonly #means: Means;
  #kernel: Promise<Kernel> | undefined;
  #count = 0;
  #over = false;
  #last: Promise<void> = Promise.resolve();
  #interruptedAt = Number.NEGATIVE_INFINITY;

  constructor(language: string, cwd: string, means: Means) {
    this.language = language;
    this.cwd = cwd;
    this.#means = means;
  }

  /** Resolves when the cell is over. It is interrupted when its client goes, and not begun when he is gone. */
  run(cell: Cell, answer: Answer): Promise<void> {
    const arrived = performance.now();
    const run = this.#last.then(() => this.#run(cell, answer, arrived));
    this.#last = run.catch(() => {});
    return run;
  }

  /** Its process; one that is gone is started anew. */
  start(): Promise<Kernel> {
    if (this.#kernel) return this.#kernel;
    const kernel = this.#means.start();
    this.#kernel = kernel;
    const forget = (): void => {
      if (this.#kernel === kernel) this.#leave();
    };
    kernel.then(({ ended }) => ended, forget).then(forget, forget);
    return kernel;
  }

  /** What runs is torn off; what it left is lost. */
  async restart(): Promise<void> {
    this.#leave();
    await this.start();
  }

  end(): void {
    this.#over = true;
    this.#leave();
  }

  #leave(): void {
    this.#kernel?.then((kernel) => kernel.kill()).catch(() => {});
    this.#kernel = undefined;
    this.#count = 0;
  }

  async #run(cell: Cell, answer: Answer, arrived: number): Promise<void> {
    if (answer.gone) return;
    const { hangAfterInterruptMs: window } = this.#means.knobs;
    if (window > 0 && arrived - this.#interruptedAt < window) return this.#hang(answer);
    const kernel = this.#over ? undefined : await this.start();
    if (kernel) {
      this.#count += 1;
      void answer.tell({ type: "number_of_executions", execution_count: this.#count });
    }
    const alive = kernel && (await this.#attend(kernel, this.#means.request(cell), answer));
    if (!alive) await answer.tell(unexpectedEnd);
    await answer.end();
  }

  async #attend(kernel: Kernel, request: string, answer: Answer): Promise<boolean> {
    let runs = true;
    void answer.closed.then(() => {
      if (!runs) return;
      this.#interruptedAt = performance.now();
      kernel.interrupt();
    });
    const alive = await kernel.run(request, (message) => answer.tell(lineOf(message)));
    runs = false;
    return alive;
  }

  /** The cell never begins, and its client is told that all is well until he goes. */
  async #hang(answer: Answer): Promise<void> {
    await answer.closed;
    this.#interruptedAt = performance.now();
  }
}
