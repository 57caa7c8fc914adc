import { randomBytes, randomUUID } from "node:crypto";
import { Failure } from "../../base/failure.ts";
import { within } from "../../base/within.ts";
import type { Process } from "../../sandbox/sandbox.ts";
import { type Grace, stop } from "../../sandbox/stop.ts";
import type { Driver, FigureFormat } from "../drivers/driver.ts";
import type { Execution, InputQuestion, Kernel, Language, RunOptions } from "../engine.ts";
import { Channel } from "./channel.ts";
import { endFailure } from "./kernelFailure.ts";
import { Outputs } from "./outputs.ts";
import type { KernelTimes } from "./times.ts";
import type { Told } from "./told.ts";

export interface DriverKernelOptions {
  readonly driver: Driver;
  readonly process: Process;
  readonly times: KernelTimes;
  /** Of output that one run may give; the rest is left out. */
  readonly mostBytes: number;
  readonly figures: FigureFormat;
}

type Done = Extract<Told, { readonly is: "done" }>;

/** What runs just now. */
interface Running {
  readonly number: number;
  readonly options: RunOptions;
  readonly done: (told: Done) => void;
}

/** Closing the input is enough for whoever listens. */
const closing: Grace = { closeMs: 1500, termMs: 0 };

/** One driver in a process of its own. */
export class DriverKernel implements Kernel {
  readonly id = randomUUID();
  readonly language: Language;
  readonly ended: Promise<Failure>;
  /** Of the language, as its driver says it; empty until it is ready. */
  version = "";
  cwd = "";
  readonly #options: DriverKernelOptions;
  readonly #channel: Channel;
  readonly #outputs = new Outputs();
  #greeted: () => void = () => {};
  #running: Running | undefined;
  /** The number of the question that nobody has answered yet. */
  #asked: number | undefined;
  #count = 0;
  #over: Failure | undefined;
  #closed: Promise<void> | undefined;

  /** Takes over the process. */
  constructor(options: DriverKernelOptions) {
    this.#options = options;
    this.language = options.driver.language;
    this.#channel = new Channel(options.process, (told) => this.#take(told));
    this.ended = this.#channel.ended.then((end) => {
      this.#over ??= endFailure(end, options.driver, this.#outputs.tail);
      // One that says nothing any more must not run on.
      void this.#stop();
      return this.#over;
    });
  }

  /** Settles when code can run in it; otherwise it is closed, and why is the rejection. */
  async ready(signal?: AbortSignal): Promise<void> {
    const { driver, figures, times } = this.#options;
    const greeted = new Promise<"ready">((resolve) => (this.#greeted = () => resolve("ready")));
    const aborted = abortOf(signal);
    const key = randomBytes(12).toString("hex");
    this.#channel.start(key, driver, driver.greeting({ key, figures })).catch(() => {});
    const outcome = await within(
      times.startMs,
      Promise.race([greeted, this.ended, aborted.promise]),
    ).finally(aborted.forget);
    if (outcome === "ready") return;
    await this[Symbol.asyncDispose]();
    if (outcome !== undefined) throw outcome;
    throw new Failure("timeout", `${driver.program} was not ready in ${times.startMs / 1000} s.`);
  }

  async run(code: string, options: RunOptions = {}): Promise<Execution> {
    if (options.signal?.aborted === true) throw cancelled();
    if (this.#over !== undefined) throw this.#over;
    if (this.#running !== undefined)
      throw new Failure("usage", "Something runs in this context already.");
    const started = performance.now();
    const stopped = this.#stopOn(options);
    const onThrow = (error: unknown): void => void (stopped.reason ??= Failure.from(error));
    const done = this.#send(code, options, onThrow);
    try {
      const end = await Promise.race([done, this.ended]);
      if (end instanceof Failure) throw endWith(stopped.reason, end);
      if (stopped.reason !== undefined) throw stopped.reason;
      const durationMs = performance.now() - started;
      const { error } = end;
      return { count: end.run, durationMs, ...(error !== undefined && { error }) };
    } finally {
      stopped.forget();
      this.#outputs.end();
      this.#running = undefined;
      this.#asked = undefined;
    }
  }

  async interrupt(): Promise<void> {
    if (this.#running === undefined) return;
    await this.#channel.interrupt(this.#options.times.graceMs).catch(() => {});
    // Not all that waits for an answer hears a signal.
    if (this.#asked !== undefined) await this.#reply(this.#asked, undefined);
  }

  [Symbol.asyncDispose](): Promise<void> {
    this.#over ??= new Failure("cancelled", "The context was closed.");
    return this.#stop();
  }

  #stop(): Promise<void> {
    this.#closed ??= stop(this.#options.process, closing).then(() => {});
    return this.#closed;
  }

  /** A listener that throws does not stop the code; its run is told of it at the end. */
  #send(code: string, options: RunOptions, onThrow: (error: unknown) => void): Promise<Done> {
    const run = ++this.#count;
    const request = this.#options.driver.request({ run, code, env: options.env ?? {} });
    const done = new Promise<Done>((resolve) => {
      this.#running = { number: run, options, done: resolve };
    });
    this.#outputs.begin((output) => {
      try {
        options.onOutput?.(output);
      } catch (error) {
        onThrow(error);
      }
    });
    // Where nobody takes it, the end says why.
    this.#channel.run(run, this.#options.mostBytes, request).catch(() => {});
    return done;
  }

  /** Interrupts when it is told to or when time is over. */
  #stopOn({ signal, timeoutMs }: RunOptions): { reason?: Failure; forget: () => void } {
    const stopped: { reason?: Failure; forget: () => void } = {
      forget: () => {
        clearTimeout(timer);
        signal?.removeEventListener("abort", onAbort);
      },
    };
    const stopFor = (reason: Failure): void => {
      stopped.reason ??= reason;
      void this.interrupt();
    };
    const onAbort = (): void => stopFor(cancelled());
    const timer =
      timeoutMs === undefined ? undefined : setTimeout(() => stopFor(late(timeoutMs)), timeoutMs);
    signal?.addEventListener("abort", onAbort, { once: true });
    return stopped;
  }

  #take(told: Told): void {
    switch (told.is) {
      case "ready":
        this.cwd = told.cwd;
        this.version = told.version;
        return this.#greeted();
      case "done":
        if (told.run === this.#running?.number) this.#running.done(told);
        return;
      case "ask":
        return void this.#answer(told.question, {
          prompt: told.prompt,
          isPassword: told.password,
        });
      case "started":
      case "gone":
        return;
      case "raw":
      case "stream":
      case "display":
      case "clear":
      case "cut":
        return this.#outputs.add(told);
    }
  }

  async #answer(number: number, question: InputQuestion): Promise<void> {
    this.#asked = number;
    const { options } = this.#running ?? {};
    const asking = async (): Promise<string | undefined> => options?.onInput?.(question);
    const text = await asking().catch(() => undefined);
    if (this.#asked === number) await this.#reply(number, text);
  }

  async #reply(number: number, text: string | undefined): Promise<void> {
    this.#asked = undefined;
    await this.#channel.answer(this.#options.driver.answer(number, text)).catch(() => {});
  }
}

const cancelled = (): Failure => new Failure("cancelled", "Cancelled.");

const late = (ms: number): Failure =>
  new Failure("timeout", `The code was interrupted: it ran longer than ${ms / 1000} s.`);

/** Who wanted it to stop is told that, and what it has cost. */
function endWith(reason: Failure | undefined, end: Failure): Failure {
  if (reason === undefined) return end;
  const details = { cause: end, ...(end.remedy !== undefined && { remedy: end.remedy }) };
  return new Failure(reason.code, `${reason.message} ${end.message}`, details);
}

function abortOf(signal: AbortSignal | undefined) {
  let onAbort = (): void => {};
  const promise = new Promise<Failure>((resolve) => {
    onAbort = () => resolve(cancelled());
    if (signal?.aborted === true) onAbort();
  });
  signal?.addEventListener("abort", onAbort, { once: true });
  return { promise, forget: () => signal?.removeEventListener("abort", onAbort) };
}
