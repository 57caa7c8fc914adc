import { Emitter } from "../../base/event.ts";
import type { Log } from "../../base/log.ts";
import type { Machine } from "../machines.ts";
import type { Build, Passenger } from "./build.ts";
import type { Box, Boxes } from "./client.ts";
import { e2bFailure, statusOf } from "./e2bFailure.ts";
import { Lifetime } from "./lifetime.ts";
import { type Outcome, recover } from "./recover.ts";
import { retried } from "./retry.ts";
import type { Times } from "./times.ts";

export interface MicroVmOptions {
  readonly build: Build;
  readonly box: Box;
  readonly boxes: Boxes;
  readonly times: Times;
  readonly log: Log;
  readonly endsAt: number;
}

/** One microVM of this process: from the moment it is there until it is let go. */
export class MicroVm {
  readonly build: Build;
  /** Ids of the specs that use it or have used it. */
  readonly specs = new Set<string>();
  readonly passengers = new Set<Passenger>();
  /** The uses of it that may run something at any moment, by what they are called. */
  readonly guests = new Set<{ readonly id: string }>();
  /** Written by who furnishes it, as are the rules: those that hold now, and those that servers run under. */
  network: Machine["network"] = "open";
  rules: { readonly now?: string; readonly running?: string } = {};
  readonly #changed = new Emitter<void>();
  readonly onDidChange = this.#changed.event;
  readonly #options: MicroVmOptions;
  readonly #lifetime: Lifetime;
  #box: Box;
  #users = 0;
  #state: "running" | "paused" | "leaving" | "gone" = "running";
  #moving: Promise<void> = Promise.resolve();
  #recovering: Promise<Outcome> | undefined;
  #turn: Promise<unknown> = Promise.resolve();
  /** It was given up, and may be there all the same. */
  #isUnknown = false;
  /** Why we have ended what ran in it. */
  #reason: string | undefined;

  constructor(options: MicroVmOptions) {
    this.#options = options;
    this.#box = options.box;
    this.build = options.build;
    this.#lifetime = new Lifetime(options.endsAt, {
      times: options.times,
      extend: (ms) => this.#extend(ms),
      onDidNearEnd: () => void this.#renew(),
      onDidFail: (error) => this.#options.log.warn(`${this.id}: ${e2bFailure(error).message}`),
    });
  }

  get id(): string {
    return this.#options.box.sandboxId;
  }

  get endsAt(): number {
    return this.#lifetime.endsAt;
  }

  get state(): Machine["state"] {
    if (this.#state === "gone") return "leaving";
    if (this.#state !== "running" || this.#users > 0) return this.#state;
    const isPaused = this.build.onIdle === "pause" && Date.now() > this.endsAt;
    return isPaused && !this.build.debug ? "paused" : "idle";
  }

  get isGone(): boolean {
    return this.#state === "gone";
  }

  /** Whether it can still be used. */
  get isOver(): boolean {
    return this.#state !== "running";
  }

  get users(): number {
    return this.#users;
  }

  /** Nothing that runs in it need be ended before its last user leaves. */
  get endsWithItsLastUser(): boolean {
    return this.build.onIdle === "kill" && this.#users === 1 && !this.build.debug;
  }

  /** The SDK's object for it, another one after a resume. */
  box(): Box {
    return this.#box;
  }

  tell(): void {
    this.#changed.fire();
  }

  /** Counts one more who uses it; it lives on until all have left. */
  board(spec?: string): void {
    if (spec !== undefined) this.specs.add(spec);
    this.#users += 1;
    if (!this.build.debug && this.build.onIdle !== "stay") this.#lifetime.start();
    this.tell();
  }

  /** The last who leaves sees to what becomes of it. Never rejects: what cannot be done is told in the log. */
  async leave(): Promise<void> {
    this.#users -= 1;
    if (this.#users > 0) return;
    if (this.#isUnknown && this.build.onIdle === "kill") return this.end().catch(() => {});
    if (this.#state !== "running") return;
    this.#lifetime.stop();
    this.tell();
    if (this.build.debug || this.build.onIdle === "stay") return;
    if (this.build.onIdle === "kill") return this.end().catch(() => {});
    const { times, log } = this.#options;
    try {
      this.#lifetime.begin(await this.#extend(times.warmMs));
    } catch (error) {
      log.warn(`${this.id} stays; ${this.#endWords} ${e2bFailure(error).message}`);
    }
    this.tell();
  }

  /** Makes sure that one that nobody uses is there, and resumes it. Rejects as the SDK does. */
  async wake(): Promise<void> {
    if (this.#users > 0 || this.build.debug) return;
    const { boxes, times } = this.#options;
    const connect = () => boxes.connect(this.id, { timeoutMs: times.lifetimeMs });
    this.#box = await retried(connect, { pauseMs: times.retryMs });
    this.#lifetime.begin(Date.now() + times.lifetimeMs);
  }

  /** The SDK's object for it, which runs: one that nobody uses is resumed when its time is over. */
  async awake(): Promise<Box> {
    if (Date.now() > this.endsAt - 5000) await this.wake();
    return this.#box;
  }

  /** One after another, what must not be done by two at once. */
  inTurn<T>(task: () => Promise<T>): Promise<T> {
    const result = this.#turn.then(task);
    this.#turn = result.catch(() => {});
    return result;
  }

  /** What became of it, when a stream was cut. Shared by all who ask at once. Never rejects. */
  recover(): Promise<Outcome> {
    this.#recovering ??= this.#recover().finally(() => (this.#recovering = undefined));
    return this.#recovering;
  }

  /** Ends it for good. Rejects when the service could not be told; then it ends when its time is over. */
  async end(reason = "The sandbox was ended."): Promise<void> {
    if (this.#state === "gone" && !this.#isUnknown) return;
    this.#reason ??= reason;
    this.#become("leaving");
    this.#lifetime.stop();
    const { boxes, times, log } = this.#options;
    try {
      if (!this.build.debug) await retried(() => boxes.kill(this.id), { pauseMs: times.retryMs });
    } catch (error) {
      const failure = e2bFailure(error, "end it");
      log.error(`${this.id} could not be ended; ${this.#endWords} ${failure.message}`);
      throw failure;
    } finally {
      this.#become("gone");
    }
  }

  /** Keeps its disk and memory. The programs in it are over, as far as we are concerned. */
  async pause(): Promise<void> {
    this.#reason ??= "The sandbox was paused.";
    this.#lifetime.stop();
    await Promise.all([...this.passengers].map((one) => one.detach()));
    const { boxes, times } = this.#options;
    try {
      await retried(() => boxes.pause(this.id), { pauseMs: times.retryMs });
    } catch (error) {
      throw e2bFailure(error, "pause it");
    } finally {
      this.#become("paused");
      for (const one of this.passengers) void one.attach(this.#box);
    }
  }

  /** Forgets it without a word to the service. */
  forget(): void {
    this.#lifetime.stop();
    this.#become("gone");
    this.#changed.dispose();
  }

  async #recover(): Promise<Outcome> {
    await this.#moving;
    if (this.#reason !== undefined) return { lost: this.#reason };
    const { boxes, times, log } = this.#options;
    const { endsAt, build } = this;
    const found = await recover({ box: this.#box, boxes, debug: build.debug, times, endsAt });
    if (this.#reason !== undefined) return { lost: this.#reason };
    if ("lost" in found) {
      this.#isUnknown = found.isUnknown === true;
      const then = this.#isUnknown ? ` If it is there still, ${this.#endWords}` : "";
      log.warn(`${this.id} is lost: ${found.lost}${then}`);
      this.#lifetime.stop();
      this.#become("gone");
      return { lost: `The sandbox is lost. ${found.lost}` };
    }
    if (found.box !== this.#box) log.info(`${this.id} was paused and has been resumed.`);
    this.#box = found.box;
    return found;
  }

  async #extend(ms: number): Promise<number> {
    const { boxes } = this.#options;
    await boxes.setTimeout(this.id, ms);
    const { endAt } = await boxes.getInfo(this.id);
    this.tell();
    return endAt.getTime();
  }

  /** A pause and a resume begin a new stretch of the plan's time; the programs do not notice. */
  async #renew(): Promise<void> {
    if (this.#state !== "running" || this.#users === 0) return;
    const { log } = this.#options;
    log.info(`${this.id}: the plan's time is nearly over; it is paused and resumed.`);
    const passengers = [...this.passengers];
    await Promise.all(passengers.map((one) => one.detach()));
    this.#moving = this.#pauseAndResume();
    await this.#moving;
    await Promise.all(passengers.map((one) => one.attach(this.#box)));
    this.tell();
  }

  async #pauseAndResume(): Promise<void> {
    const { boxes, times, log } = this.#options;
    try {
      await boxes.pause(this.id);
      const resume = () => boxes.connect(this.id, { timeoutMs: times.lifetimeMs });
      this.#box = await retried(resume, { pauseMs: times.retryMs });
      this.#lifetime.begin((await boxes.getInfo(this.id)).endAt.getTime());
    } catch (error) {
      const at = new Date(this.endsAt).toLocaleTimeString();
      const why = e2bFailure(error, "pause it").message;
      log.warn(`${this.id} ends at ${at}: it could not be given more time. ${why}`);
      if (statusOf(error) === 404) this.#reason = "The sandbox was ended.";
    }
  }

  /** What becomes of it if nobody does anything. */
  get #endWords(): string {
    const at = new Date(this.endsAt).toLocaleTimeString();
    return `it ${this.build.onIdle === "pause" ? "pauses" : "ends"} when its time is over, at ${at}.`;
  }

  #become(state: "paused" | "leaving" | "gone"): void {
    if (this.#state === "gone") return;
    this.#state = state;
    this.tell();
  }
}
