import { setTimeout as sleep } from "node:timers/promises";
import { Failure } from "../../base/failure.ts";
import { Linked } from "../linked.ts";
import type { Execution, Kernel, Language, RunOptions } from "../engine.ts";
import type { Ended, Executions } from "./executions.ts";
import { statusOf } from "./serviceFailure.ts";
import type { ServiceTimes } from "./times.ts";

export interface ServiceKernelOptions {
  readonly id: string;
  readonly language: Language;
  readonly cwd: string;
  readonly executions: Executions;
  readonly times: ServiceTimes;
  /** Removes the context at the service. Never rejects. */
  readonly remove: () => Promise<void>;
}

/** The service's own name for an interpreter that died. Source: E2B code interpreter. */
const died = "UnexpectedEndOfExecution";
const interrupted = { name: "KeyboardInterrupt", value: "", traceback: "" };

/** One context of the service. */
export class ServiceKernel implements Kernel {
  readonly id: string;
  readonly language: Language;
  readonly cwd: string;
  readonly ended: Promise<Failure>;
  readonly #options: ServiceKernelOptions;
  #over: Failure | undefined;
  #tellEnd: (failure: Failure) => void = () => {};
  /** Closes the request of what runs, with the reason. */
  #running: Linked | undefined;
  /** Something may still run of which we have lost sight. */
  #isUnsettled = false;
  #count = 0;
  #closed: Promise<void> | undefined;

  constructor(options: ServiceKernelOptions) {
    this.#options = options;
    this.id = options.id;
    this.language = options.language;
    this.cwd = options.cwd;
    this.ended = new Promise((resolve) => (this.#tellEnd = resolve));
  }

  async run(code: string, options: RunOptions = {}): Promise<Execution> {
    if (options.signal?.aborted === true) throw cancelled();
    if (this.#isUnsettled) await this.#settle();
    this.#check();
    const started = performance.now();
    const ended = await this.#attempt(code, options);
    if (ended.error?.name === died) throw this.#end(diedOf(ended.error.value));
    this.#count = ended.count > 0 ? ended.count : this.#count + 1;
    const durationMs = performance.now() - started;
    const { error } = ended;
    return { count: this.#count, durationMs, ...(error !== undefined && { error }) };
  }

  /** The service knows no call for it: it interrupts what nobody listens to any more. */
  async interrupt(): Promise<void> {
    this.#running?.abort(wantsInterrupt);
  }

  [Symbol.asyncDispose](): Promise<void> {
    this.#closed ??= this.#close();
    return this.#closed;
  }

  async #close(): Promise<void> {
    const failure = this.#end(new Failure("cancelled", "The context was closed."));
    this.#running?.abort(failure);
    await this.#options.remove();
  }

  /** Runs code to its end, or until it has stopped. */
  async #attempt(code: string, options: RunOptions): Promise<Ended> {
    const { signal, timeoutMs, onOutput, env } = options;
    using running = new Linked([signal], timeoutMs);
    this.#running = running;
    try {
      const order = { code, contextId: this.id, env };
      return await this.#options.executions.run(order, { signal: running.signal, onOutput });
    } catch (error) {
      const isLate = running.reason?.code === "timeout";
      return await this.#afterwards(isLate ? late(timeoutMs ?? 0) : Failure.from(error));
    } finally {
      this.#running = undefined;
    }
  }

  /** Waits until what ran has stopped, where that is not certain, and says what came of the run. */
  async #afterwards(failure: Failure): Promise<Ended> {
    const status = statusOf(failure);
    if (status === 404) throw this.#end(failure);
    if (status !== undefined || this.#over !== undefined) throw failure;
    this.#isUnsettled = true;
    // Where the service cannot be asked, the next run asks first.
    await this.#settle().catch(() => {});
    this.#check();
    if (failure !== wantsInterrupt) throw failure;
    return { count: 0, error: interrupted };
  }

  /**
   * Settles when nothing runs: code that does nothing has been run to its end behind it. A service
   * may never begin what comes right after an interrupt, so each look waits longer than the one
   * before. Rejects where the service cannot be asked.
   */
  async #settle(): Promise<void> {
    const { times, executions } = this.#options;
    const until = performance.now() + times.stopMs;
    for (let pauseMs = times.pauseMs; performance.now() < until; pauseMs *= 2) {
      await sleep(pauseMs);
      if (this.#over !== undefined) return;
      using look = new Linked([], times.lookMs);
      const outcome = await executions
        .run({ code: "\n", contextId: this.id }, { signal: look.signal })
        .catch((error: unknown) => Failure.from(error));
      if (!(outcome instanceof Failure)) return void (this.#isUnsettled = false);
      if (statusOf(outcome) === 404) return void this.#end(outcome);
      if (look.reason === undefined) throw outcome;
    }
    this.#end(unstoppable());
    await this[Symbol.asyncDispose]();
  }

  #check(): void {
    if (this.#over !== undefined) throw this.#over;
  }

  #end(failure: Failure): Failure {
    this.#over ??= failure;
    this.#tellEnd(this.#over);
    return this.#over;
  }
}

const wantsInterrupt = new Failure("cancelled", "Interrupted.");

const cancelled = (): Failure => new Failure("cancelled", "Cancelled.");

const late = (ms: number): Failure =>
  new Failure("timeout", `The code was interrupted: it ran longer than ${ms / 1000} s.`);

const diedOf = (value: string): Failure =>
  new Failure("sandboxFailed", `The interpreter died while the code ran. ${value}`.trim(), {
    remedy: "What it held is lost. Restart the context.",
  });

const unstoppable = (): Failure =>
  new Failure("sandboxFailed", "The code did not stop when it was interrupted.", {
    remedy: "Its context was ended, and what it held is lost. Restart the context.",
  });
