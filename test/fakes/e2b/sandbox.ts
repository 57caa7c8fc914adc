import { randomBytes } from "node:crypto";
import type { Faults } from "./faults.ts";
import { Refusal } from "./http/refusal.ts";
import { Contexts } from "./interpreter/contexts.ts";
import type { Root } from "./machine/root.ts";
import { isOffline, isPrivate, type Network } from "./network.ts";
import { Programs } from "./programs/programs.ts";

/** What a sandbox was asked to be, in the words of the create call. */
export interface Wish {
  readonly templateID: string;
  readonly timeout?: number;
  /** Whether the daemon is to ask for a token. */
  readonly secure?: boolean;
  readonly metadata?: Readonly<Record<string, string>>;
  readonly envVars?: Readonly<Record<string, string>>;
  readonly allow_internet_access?: boolean;
  readonly network?: Network;
  readonly autoPause?: boolean;
  readonly autoPauseMemory?: boolean;
  readonly autoResume?: { readonly enabled?: boolean };
  readonly volumeMounts?: readonly object[];
}

const defaultTimeoutS = 300;

/** What makes one different from all others. */
interface Own {
  readonly id: string;
  readonly token: string | null;
  readonly root: Root;
  /** Of which it was made in the beginning, though by way of snapshots. */
  readonly template: string;
}

/** How a stream is cut: within a message, or as one that its reader has lost and that still counts. */
interface Cut {
  readonly midEnvelope?: boolean;
  readonly dead?: boolean;
}

/** A pretended microVM: a folder, processes, and a lifetime. */
export class FakeSandbox {
  readonly id: string;
  readonly token: string | null;
  readonly wish: Wish;
  readonly root: Root;
  readonly template: string;
  /** For ports other than the daemon's; null where everybody may come. */
  readonly trafficToken: string | null;
  readonly programs: Programs;
  /** Of the code interpreter, where the template has one. */
  readonly contexts: Contexts | undefined;
  readonly streams = new Set<{ cut(how: Cut): void }>();
  network: Network;
  state: "running" | "paused" | "gone" = "running";
  startedAt = new Date();
  endAt = new Date();
  readonly #faults: Faults;
  readonly #onGone: () => void;
  #timer: NodeJS.Timeout | undefined;
  #killed: Promise<void> | undefined;

  constructor(own: Own, wish: Wish, faults: Faults, onGone: () => void) {
    this.id = own.id;
    this.token = own.token;
    this.root = own.root;
    this.template = own.template;
    this.wish = wish;
    this.network = networkOf(wish);
    this.#faults = faults;
    this.#onGone = onGone;
    this.trafficToken = isPrivate(this.network) ? newId() : null;
    this.programs = new Programs(this, faults);
    if (own.template.startsWith("code-interpreter")) this.contexts = new Contexts(this, faults);
    this.liveFor(wish.timeout ?? defaultTimeoutS, this.startedAt);
  }

  get envs(): Readonly<Record<string, string>> {
    return this.wish.envVars ?? {};
  }

  get offline(): boolean {
    return !this.#faults.knobs.ignoresNetwork && isOffline(this.network);
  }

  /** Whether the plan lets this stretch of running go on so long from now. */
  mayLiveFor(seconds: number): boolean {
    const { planCapS = Number.POSITIVE_INFINITY, secondMs } = this.#faults.knobs;
    return Date.now() + seconds * secondMs <= this.startedAt.getTime() + planCapS * secondMs;
  }

  /** From now on by default, never past the plan's cap for one stretch of running. */
  liveFor(seconds: number, from = new Date()): void {
    const { secondMs } = this.#faults.knobs;
    const cap = this.startedAt.getTime() + this.#faults.longestS * secondMs;
    this.endAt = new Date(Math.min(from.getTime() + seconds * secondMs, cap));
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => this.expire(), this.endAt.getTime() - Date.now());
    this.#timer.unref();
  }

  /** Never shortens the life. */
  liveAtLeast(seconds = defaultTimeoutS): void {
    const { secondMs } = this.#faults.knobs;
    if (Date.now() + seconds * secondMs > this.endAt.getTime()) this.liveFor(seconds);
  }

  /** What happens at the end of the lifetime. */
  expire(): void {
    if (this.state !== "running") return;
    if (this.wish.autoPause) this.pause(this.wish.autoPauseMemory ?? true);
    else void this.kill();
  }

  /** Freezes all, cuts all streams. Without its memory the programs are lost. */
  pause(keepMemory = true): void {
    if (this.state !== "running") throw new Refusal(409, `Sandbox ${this.id} is not running`);
    this.state = "paused";
    clearTimeout(this.#timer);
    if (keepMemory) this.programs.freeze();
    else this.#forget();
    this.cutStreams({ dead: this.#faults.knobs.deadSubscribers });
  }

  resume(seconds = defaultTimeoutS, keepMemory = true): void {
    this.state = "running";
    this.startedAt = new Date();
    if (keepMemory) this.programs.thaw();
    else this.#forget();
    this.liveFor(seconds, this.startedAt);
  }

  /** Closes the streams of all its clients without an end. */
  cutStreams(how: Cut = {}): void {
    for (const stream of this.streams) stream.cut(how);
    this.streams.clear();
  }

  /** Resolves when no process and no file of it is left. */
  kill(): Promise<void> {
    if (!this.#killed) {
      this.#killed = this.#end();
      this.#onGone();
    }
    return this.#killed;
  }

  /** All that was in memory. */
  #forget(): void {
    this.programs.killNow();
    this.contexts?.boot();
  }

  async #end(): Promise<void> {
    this.state = "gone";
    clearTimeout(this.#timer);
    this.programs.killNow();
    this.cutStreams();
    await this.programs.kill();
    await this.root.remove();
  }
}

/** Fit for host names. */
export const newId = (): string => `i${randomBytes(10).toString("hex")}`;

function networkOf({ network, allow_internet_access: access }: Wish): Network {
  return access === undefined ? { ...network } : { ...network, allow_internet_access: access };
}
