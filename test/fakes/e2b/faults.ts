/** A call that is to go wrong. */
export interface Trouble {
  /** Compared with method and path, as in `POST /process.Process/Start`. */
  readonly on: RegExp;
  /** The answer's status; `hangUp` closes the connection without one. */
  readonly status: number | "hangUp";
  readonly message?: string;
  readonly retryAfterS?: number;
  /** How many calls it hits. 1 when left out. */
  readonly times?: number;
}

/** What the service is and how it misbehaves. May be changed at any time. */
export interface Knobs {
  /** False: create and connect exist under their old paths only. */
  v2: boolean;
  /** False: snapshots are refused. */
  snapshots: boolean;
  /** Every connection is closed before an answer. */
  unreachable: boolean;
  /** The longest lifetime that the plan allows, in seconds. */
  maxTimeoutS: number;
  /** How many sandboxes may run at once. */
  maxSandboxes: number;
  /** How long a second of a sandbox's lifetime takes here. */
  secondMs: number;
  /** Overrides what the client asked for. */
  keepaliveMs: number | undefined;
  /** A line that the login shell prints before each program. */
  noise: string;
  /** How long each input waits before it is written. */
  inputDelayMs: number;
  /** Streams that are open at a pause stay in the frozen memory and block all output after it. */
  deadSubscribers: boolean;
  /** How long the end of a program can still be asked for. */
  exitKeptMs: number;
  /** True: rules are kept and shown, but programs reach everything. */
  ignoresNetwork: boolean;
  /** What sandboxes can be made of, besides snapshots. Those called `code-interpreter…` have one. */
  templates: readonly string[];
  /** How long a sandbox may run from its start or resume, in seconds: a lifetime past it is refused, not cut. */
  planCapS: number | undefined;
  /** How long the code interpreter is silent before it shows a sign of life. */
  cellKeepaliveMs: number;
  /** How long each line of a run's answer waits. */
  cellDelayMs: number;
  /** The answer of a run is cut after so many lines, in the middle of the next. */
  cellCutAfter: number | undefined;
  /** False: the answer of a run ends well, but its last line is missing. */
  cellEnd: boolean;
  /** True: answers are not in ASCII, and a character is torn between two chunks. */
  cellSplit: boolean;
  /** A cell that comes so soon after an interrupt in its context never begins. 100 on the real server. */
  hangAfterInterruptMs: number;
}

const healthy: Knobs = {
  v2: true,
  snapshots: true,
  unreachable: false,
  maxTimeoutS: 3600,
  maxSandboxes: 20,
  secondMs: 1000,
  keepaliveMs: undefined,
  noise: "",
  inputDelayMs: 0,
  deadSubscribers: false,
  exitKeptMs: 30_000,
  ignoresNetwork: false,
  templates: ["base", "code-interpreter-v1", "mcp-gateway"],
  planCapS: undefined,
  cellKeepaliveMs: 5000,
  cellDelayMs: 0,
  cellCutAfter: undefined,
  cellEnd: true,
  cellSplit: false,
  hangAfterInterruptMs: 0,
};

/** The knobs, planned troubles, and the gate before each program's input. */
export class Faults {
  readonly knobs: Knobs;
  readonly #troubles: { readonly trouble: Trouble; left: number }[] = [];
  #gate: Promise<void> = Promise.resolve();

  constructor(knobs: Partial<Knobs> = {}) {
    this.knobs = { ...healthy, ...knobs };
  }

  /** The most seconds that the plan gives a sandbox at once. */
  get longestS(): number {
    const { maxTimeoutS, planCapS = maxTimeoutS } = this.knobs;
    return Math.min(maxTimeoutS, planCapS);
  }

  plan(trouble: Trouble): void {
    this.#troubles.push({ trouble, left: trouble.times ?? 1 });
  }

  /** The trouble that is due for a call, used up by it. */
  take(call: string): Trouble | undefined {
    const due = this.#troubles.find(({ trouble, left }) => left > 0 && trouble.on.test(call));
    if (due) due.left -= 1;
    return due?.trouble;
  }

  /** From now on input waits, in the order in which it came, until the returned function is called. */
  holdInput(): () => void {
    let release = (): void => {};
    this.#gate = new Promise((resolve) => (release = resolve));
    return release;
  }

  async passInput(): Promise<void> {
    await this.#gate;
    const ms = this.knobs.inputDelayMs;
    if (ms > 0) await new Promise((resolve) => setTimeout(resolve, ms));
  }
}
