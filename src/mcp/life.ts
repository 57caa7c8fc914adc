import { Failure } from "../base/failure.ts";
import type { Log } from "../base/log.ts";
import type { Grace } from "../sandbox/stop.ts";
import { abortable } from "./abortable.ts";
import type { Backoff } from "./backoff.ts";
import { endedWell } from "./exitFailure.ts";
import { Idle } from "./idle.ts";
import { type Launched, launch, type LaunchOptions } from "./launch.ts";
import { noteSession, type SessionRecords } from "./records.ts";
import { Restarts } from "./restarts.ts";
import { Run } from "./run.ts";
import type { ServerDefinition, ServerState, StageTime } from "./server.ts";
import { SharedStart } from "./sharedStart.ts";
import { StageClock } from "./stageClock.ts";

export interface LifeOptions extends Omit<LaunchOptions, "signal" | "onStage"> {
  readonly log: Log;
  readonly backoff: Backoff;
  readonly grace: Grace;
  readonly pingMs: number;
  readonly records: SessionRecords | undefined;
  readonly onDidChange: () => void;
}

/** The life of one configured server: the only place that changes its state. */
export class Life {
  readonly #options: LifeOptions;
  readonly #restarts: Restarts;
  readonly #idle = new Idle(() => this.#stopIdle());
  #definition: ServerDefinition;
  #state: ServerState = { kind: "stopped" };
  #starting: SharedStart<Run> | undefined;
  #run: Run | undefined;
  #closing: Promise<void> | undefined;
  #over = false;

  constructor(definition: ServerDefinition, options: LifeOptions) {
    this.#definition = definition;
    this.#options = options;
    this.#restarts = new Restarts(options.backoff, () => void this.#restart());
  }

  get definition(): ServerDefinition {
    return this.#definition;
  }

  get state(): ServerState {
    return this.#state;
  }

  /** What runs was started by a definition that has changed since. */
  get outdated(): boolean {
    return this.#run !== undefined && this.#run.launchKey !== this.#definition.launchKey;
  }

  /** A new definition counts at once for all but what runs already. */
  define(definition: ServerDefinition): void {
    const before = this.#definition;
    this.#definition = definition;
    if (this.#run !== undefined) this.#waitIdle();
    if (definition.disabled) void this.stop();
    // A failure of a launch that nobody wants any more says nothing.
    else if (this.#state.kind === "failed" && before.launchKey !== definition.launchKey) {
      this.#restarts.forget();
      this.#set({ kind: "stopped" });
    }
  }

  /** What runs now, started when nothing does. Starts under way are shared. */
  async running(signal?: AbortSignal): Promise<Run> {
    for (;;) {
      if (this.#over) throw new Failure("cancelled", "The host is closed.");
      if (this.#run !== undefined) return this.#run;
      if (this.#definition.disabled) throw disabled(this.#definition.name);
      const passing = this.#starting?.aborted === true ? this.#starting.settled : this.#closing;
      if (passing === undefined) break;
      await abortable(passing, signal);
    }
    this.#restarts.forget();
    return (this.#starting ?? this.#begin(false)).join(signal);
  }

  /** Ends what runs or starts, and any restart to come. Settles when nothing of it is left. */
  async stop(): Promise<void> {
    this.#restarts.forget();
    this.#starting?.abort(new Failure("cancelled", "The server was stopped."));
    await this.#starting?.settled;
    if (this.#run !== undefined) this.#stopRun(this.#run);
    await this.#closing;
    if (this.#state.kind === "failed") this.#set({ kind: "stopped" });
  }

  /** Stops for good. */
  async end(): Promise<void> {
    this.#over = true;
    await this.stop();
  }

  #begin(again: boolean): SharedStart<Run> {
    const start = new SharedStart((signal) => this.#launch(signal, again));
    this.#starting = start;
    return start;
  }

  async #launch(signal: AbortSignal, again: boolean): Promise<Run> {
    const since = Date.now();
    const clock = new StageClock();
    const show = (): void => this.#set({ kind: "starting", since, stages: clock.stages });
    show();
    const onStage: LaunchOptions["onStage"] = (stage) => {
      clock.enter(stage);
      show();
    };
    try {
      this.#options.log.info(`Starting: ${this.#definition.commandLine}`);
      const launched = await launch(this.#definition, { ...this.#options, signal, onStage });
      return this.#arrive(launched, clock);
    } catch (error) {
      this.#starting = undefined;
      throw this.#failStart(Failure.from(error), clock, again);
    }
  }

  #arrive(launched: Launched, clock: StageClock): Run {
    const { log, pingMs } = this.#options;
    const run: Run = new Run({
      ...{ launched, log, pingMs, stages: clock.end(), noted: this.#note(launched.sandbox) },
      timeouts: () => this.#definition.timeouts,
      onDidChange: () => this.#follow(run),
      onDidHang: () => this.#stopHung(run),
    });
    void run.ended.then((reason) => this.#fall(run, reason));
    this.#starting = undefined;
    this.#run = run;
    log.info(`Running, ${run.state.tools.length} tools.`);
    this.#follow(run);
    return run;
  }

  /** The server went away by itself. */
  #fall(run: Run, reason: Failure): void {
    if (this.#run !== run) return;
    const { log } = this.#options;
    const quiet = endedWell(reason) && run.state.calls === 0;
    this.#leave(run, reason);
    if (quiet) {
      log.info("The server ended by itself.");
      this.#set({ kind: "stopped" });
    } else {
      log.error(describe(reason));
      this.#fail(reason, run.state.stages, this.#restarts.plan(Date.now() - run.since));
    }
  }

  #failStart(failure: Failure, clock: StageClock, again: boolean): Failure {
    const { log } = this.#options;
    if (failure.code === "cancelled") {
      log.info(`Not started: ${failure.message}`);
      this.#set({ kind: "stopped" });
    } else {
      log.error(`Not started: ${describe(failure)}`);
      // A start that somebody asked for is not repeated behind their back.
      this.#fail(failure, clock.end(), again ? this.#restarts.plan(0) : undefined);
    }
    return failure;
  }

  #fail(failure: Failure, stages: readonly StageTime[], retryAt: number | undefined): void {
    const retry = retryAt === undefined ? {} : { retryAt };
    this.#set({ kind: "failed", at: Date.now(), stages, failure, ...retry });
  }

  /** A restart that nobody waits for; how it went is in the state. */
  async #restart(): Promise<void> {
    await this.#closing;
    if (this.#state.kind !== "failed" || this.#over) return;
    this.#options.log.info("Starting again after a crash.");
    await this.#begin(true)
      .join()
      .catch(() => {});
  }

  #stopRun(run: Run): void {
    this.#leave(run, new Failure("cancelled", "The server was stopped."));
    this.#set({ kind: "stopping", since: Date.now() });
    void this.#closing?.then(() => {
      this.#options.log.info("Stopped.");
      this.#set({ kind: "stopped" });
    });
  }

  #stopIdle(): void {
    if (this.#run === undefined || this.#run.state.calls > 0) return;
    this.#options.log.info("Stopping: nobody has called it for a while.");
    this.#stopRun(this.#run);
  }

  #stopHung(run: Run): void {
    if (this.#run !== run) return;
    this.#options.log.warn("Stopping: a call was given up and the server answers no more.");
    this.#stopRun(run);
  }

  /** Lets go of a run and closes it; until that is done nothing else is started. */
  #leave(run: Run, reason: Failure): void {
    this.#run = undefined;
    this.#idle.end();
    const closing = run.close(reason, this.#options.grace).then(() => {
      if (this.#closing === closing) this.#closing = undefined;
    });
    this.#closing = closing;
  }

  /** Shows what has changed of the run, and waits for it to be idle. */
  #follow(run: Run): void {
    if (this.#run !== run) return;
    this.#waitIdle();
    this.#set(run.state);
  }

  #waitIdle(): void {
    this.#idle.wait(this.#definition.timeouts.idleMs);
  }

  #note({ provider }: Launched["sandbox"]): Promise<() => Promise<void>> {
    const { records, log } = this.#options;
    const { name: server, commandLine } = this.#definition;
    return noteSession(records, { server, commandLine, provider }, log);
  }

  #set(state: ServerState): void {
    this.#state = state;
    this.#options.onDidChange();
  }
}

function disabled(name: string): Failure {
  return new Failure("config", `${name} is disabled.`, {
    remedy: "Remove disabled from its entry.",
  });
}

/** A failure for the log: what, what the server said last, what to do. */
function describe({ message, log, remedy }: Failure): string {
  return [
    message,
    ...(log === undefined ? [] : [log]),
    ...(remedy === undefined ? [] : [remedy]),
  ].join("\n");
}
