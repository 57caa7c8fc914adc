import type { Sandbox } from "e2b";
import { within } from "../../../base/within.ts";
import type { Exit } from "../../sandbox.ts";
import { orders, type Positions } from "./frames.ts";
import { Input } from "./input.ts";
import { Line, type LineUser } from "./line.ts";
import type { Listening } from "./listening.ts";
import type { MachineLink, ProgramTimes } from "./machineLink.ts";
import type { Take } from "./marker.ts";
import { Output } from "./output.ts";
import { type Program, signalName } from "./program.ts";
import { window } from "./relayScript.ts";

/** So much is read before the relay is told. */
const tellEach = window / 4;

/** A program behind a relay: a cut of its streams loses nothing. */
export class RelayProgram implements Program {
  readonly isLossless = true;
  readonly stdout = new Output(() => this.#tellRead());
  readonly stderr = new Output(() => this.#tellRead());
  readonly exit: Promise<Exit>;
  /** Takes what follows the relay's first line. */
  readonly hear: Take;
  readonly #times: ProgramTimes;
  readonly #line: Line;
  readonly #input: Input;
  #settle: (exit: Exit) => void = () => {};
  #told = 0;
  #isTelling = false;
  #asked = 0;
  #isKilled = false;

  constructor(machine: MachineLink, times: ProgramTimes) {
    this.#times = times;
    this.exit = new Promise((resolve) => (this.#settle = resolve));
    this.#line = new Line(machine, times, this.#user());
    this.hear = this.#line.hear();
    this.#input = new Input((frame) => this.#line.send(frame));
  }

  /** To be called once, when the relay has said its first line. */
  begin(box: Sandbox, listening: Listening, word: string): this {
    this.#line.open(box, listening, word);
    return this;
  }

  write(data: Uint8Array): Promise<void> {
    return this.#input.write(data);
  }

  async end(): Promise<void> {
    this.#input.end();
  }

  async signal(signal: "SIGTERM" | "SIGKILL"): Promise<void> {
    if (this.#line.isOver) return;
    const isForced = signal === "SIGKILL";
    if (isForced) this.#isKilled = true;
    const order = isForced ? orders.kill : orders.terminate(++this.#asked);
    await within(this.#times.killMs, this.#order(order));
    if (isForced) void this.#insist();
  }

  detach(): Promise<void> {
    return this.#line.detach();
  }

  attach(box: Sandbox): Promise<void> {
    return this.#line.attach(box);
  }

  get #read(): Positions {
    return { stdout: this.stdout.read, stderr: this.stderr.read };
  }

  #user(): LineUser {
    const received = (): Positions => ({
      stdout: this.stdout.received,
      stderr: this.stderr.received,
    });
    return {
      get received() {
        return received();
      },
      output: (stream, at, bytes) => {
        const output = this[stream];
        // No relay of ours does either; whoever does must not get at this computer's memory.
        if (at !== output.received || output.waiting > 2 * window) throw new Error("Unexpected.");
        output.push(bytes);
      },
      input: (taken, isClosed) => {
        this.#input.taken(taken);
        if (isClosed) this.#input.close();
      },
      exit: (code, signal) => {
        this.#line.close();
        this.#over(
          signal === 0
            ? { kind: "exited", code }
            : { kind: "signalled", signal: signalName(signal) },
        );
      },
      lost: (message) =>
        this.#over(
          this.#isKilled ? { kind: "signalled", signal: "SIGKILL" } : { kind: "lost", message },
        ),
    };
  }

  #over(exit: Exit): void {
    this.#input.close();
    this.stdout.end();
    this.stderr.end();
    this.#settle(exit);
  }

  #tellRead(): void {
    const { stdout, stderr } = this.#read;
    if (this.#isTelling || this.#line.isOver || stdout + stderr - this.#told < tellEach) return;
    this.#isTelling = true;
    void this.#order(orders.read(this.#read)).then(() => {
      this.#told = stdout + stderr;
      this.#isTelling = false;
      this.#tellRead();
    });
  }

  /** One that cannot be delivered any more has no one left to reach. */
  #order(order: string): Promise<void> {
    return this.#line.send(order).catch(() => {});
  }

  /** Sees to it that a program that must go is gone, though the relay may be deaf or out of reach. */
  async #insist(): Promise<void> {
    if ((await within(this.#times.killMs, this.exit)) !== undefined) return;
    await this.#line.kill();
    await this.#line.refresh();
  }
}
