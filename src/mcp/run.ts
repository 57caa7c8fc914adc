import { Failure } from "../base/failure.ts";
import type { Log } from "../base/log.ts";
import type { Grace } from "../sandbox/stop.ts";
import { coalesced } from "./coalesced.ts";
import { dispose, type Launched } from "./launch.ts";
import { redacted } from "./redact.ts";
import { maskedFailure } from "./secrets.ts";
import type { ServerState, StageTime, Timeouts, Tool } from "./server.ts";
import type { Session } from "./session.ts";

export interface RunOptions {
  readonly launched: Launched;
  readonly stages: readonly StageTime[];
  readonly log: Log;
  /** Takes the note of this session away. */
  readonly noted: Promise<() => Promise<void>>;
  /** As they are now; settings may change while it runs. */
  readonly timeouts: () => Timeouts;
  readonly onDidChange: () => void;
  /** How long the server may take to answer a ping after a call was given up. */
  readonly pingMs: number;
  /** A call was given up and the server answers nobody any more. */
  readonly onDidHang: () => void;
}

/** One running server, from its first tool list to its end: its calls, its tools. */
export class Run {
  readonly launchKey: string;
  readonly since = Date.now();
  /** Settles with the reason, without secrets, when the connection is over. Never rejects. */
  readonly ended: Promise<Failure>;
  readonly #options: RunOptions;
  readonly #session: Session;
  #calls = 0;
  #checking = false;

  constructor(options: RunOptions) {
    const { launched } = options;
    this.#options = options;
    this.#session = launched.session;
    this.launchKey = launched.launchKey;
    this.ended = launched.session.ended.then((reason) => maskedFailure(reason, launched.mask));
    const follow = coalesced(() => this.#follow());
    this.#session.onDidChangeTools(follow);
    // Later: whoever makes the run has to know it before it is told of changes.
    if (this.#session.toolsAreStale) queueMicrotask(follow);
  }

  get state(): Extract<ServerState, { kind: "running" }> {
    const { since } = this;
    const { stages } = this.#options;
    const { info, tools } = this.#session;
    return { kind: "running", since, stages, info, tools, calls: this.#calls };
  }

  /** Uses the session for one request and counts it while it lasts. Fails without secrets. */
  async call<T>(use: (session: Session, timeoutMs: number) => Promise<T>): Promise<T> {
    this.#count(1);
    try {
      return await use(this.#session, this.#options.timeouts().requestMs);
    } catch (error) {
      const failure = maskedFailure(Failure.from(error), this.#options.launched.mask);
      if (failure.code === "cancelled" || failure.code === "timeout") void this.#checkAnswers();
      throw failure;
    } finally {
      this.#count(-1);
    }
  }

  /** The same value with the launch's secrets masked. */
  masked<T>(value: T): T {
    return redacted(value, this.#options.launched.mask);
  }

  async refreshTools(signal?: AbortSignal): Promise<readonly Tool[]> {
    const tools = await this.call((session, timeoutMs) =>
      session.refreshTools({ timeoutMs, signal }),
    );
    this.#options.onDidChange();
    return tools;
  }

  /** Fails what is under way with the reason, then ends program and sandbox. Never rejects. */
  async close(reason: Failure, grace: Grace): Promise<void> {
    await this.#session.close(reason, grace);
    const { launched, log, noted } = this.#options;
    await dispose(launched.sandbox, log);
    const forget = await noted;
    await forget();
  }

  #count(by: 1 | -1): void {
    this.#calls += by;
    this.#options.onDidChange();
  }

  /** The server's tools changed. */
  async #follow(): Promise<void> {
    try {
      await this.refreshTools();
      this.#options.log.info("The server's tools changed.");
    } catch (error) {
      this.#options.log.warn(`The tools could not be listed again: ${Failure.from(error).message}`);
    }
  }

  /** Tells of a server that is stuck in what nobody waits for; not while others wait for it. */
  async #checkAnswers(): Promise<void> {
    if (this.#checking) return;
    this.#checking = true;
    const answers = await this.#session.answers(this.#options.pingMs);
    this.#checking = false;
    if (!answers && this.#calls === 0) this.#options.onDidHang();
  }
}
