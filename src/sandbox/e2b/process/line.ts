import type { Sandbox } from "e2b";
import { setTimeout as sleep } from "node:timers/promises";
import { within } from "../../../base/within.ts";
import { Ear } from "./ear.ts";
import { framesTo, orders, type Positions, type Reports } from "./frames.ts";
import { inputClosed } from "./input.ts";
import { inTime } from "./inTime.ts";
import { killTree } from "./killTree.ts";
import type { Listening, ListeningEnd } from "./listening.ts";
import type { MachineLink, ProgramTimes } from "./machineLink.ts";
import type { Take } from "./marker.ts";
import { Silence } from "./silence.ts";

/** Who speaks over a line. */
export interface LineUser extends Reports {
  /** What has been received of both streams. */
  readonly received: Positions;
  /** The relay is gone, or cannot be reached any more. Called once at most. */
  lost(message: string): void;
}

/** The SDK's own limit for a call costs many times what a timer does. */
const unlimited = { requestTimeoutMs: 0 };

/** How often what failed is tried again. */
const rounds = 4;
/** How long a line that is to be left waits for what is on its way. */
const leaveMs = 2000;

/**
 * The line to one relay. It mends itself: after a cut it listens again from where it was, and what
 * could not be sent is sent again, which the relay can tell.
 */
export class Line {
  readonly #machine: MachineLink;
  readonly #times: ProgramTimes;
  readonly #user: LineUser;
  readonly #ear: Ear;
  readonly #silence: Silence;
  readonly #sending = new Set<Promise<void>>();
  #box: Sandbox;
  #pid = 0;
  #word = "";
  #mending: Promise<void> | undefined;
  #detached: { readonly over: Promise<void>; readonly end: () => void } | undefined;
  /** Another one when what was begun before must not be gone on with. */
  #epoch = {};
  #isOver = false;

  constructor(machine: MachineLink, times: ProgramTimes, user: LineUser) {
    this.#machine = machine;
    this.#times = times;
    this.#user = user;
    this.#box = machine.box();
    this.#ear = new Ear({
      times,
      hear: () => this.hear(),
      received: () => user.received,
      onDidEnd: (end) => this.#onDidEnd(end),
    });
    this.#silence = new Silence({
      quietMs: times.quietMs,
      answerMs: times.againMs,
      ask: () => this.send(orders.ask).catch(() => {}),
      onDead: () => void this.refresh(),
    });
  }

  get isOver(): boolean {
    return this.#isOver;
  }

  /** To a relay that has said its first line, with the word that it is known by. */
  open(box: Sandbox, listening: Listening, word: string): void {
    this.#box = box;
    this.#pid = listening.pid;
    this.#word = word;
    this.#ear.open(listening);
    if (this.isOver) this.#leave();
  }

  /** Takes what a relay says after its first line. */
  hear(): Take {
    const frames = framesTo(this.#user);
    return (text) => {
      this.#silence.broken();
      frames(text);
    };
  }

  /** Settles when the sandbox has it, which may have it twice. Rejects when the line is over. */
  async send(bytes: Uint8Array | string): Promise<void> {
    for (let round = 0; ; round++) {
      while (!this.isOver && (this.#detached ?? this.#mending) !== undefined)
        await (this.#detached?.over ?? this.#mending);
      if (this.isOver) throw inputClosed();
      try {
        await this.#deliver(bytes);
        return this.#silence.sent();
      } catch {
        await this.#askAfterFailure(round);
      }
    }
  }

  /** Leaves the stream; nothing is sent or heard until it is attached again. Never rejects. */
  async detach(): Promise<void> {
    if (this.isOver || this.#detached !== undefined) return;
    this.#begin();
    let end = (): void => {};
    const over = new Promise<void>((resolve) => (end = resolve));
    this.#detached = { over, end };
    await within(leaveMs, Promise.allSettled(this.#sending));
    await this.#ear.close();
    await within(leaveMs, this.#giveTime());
  }

  /** Goes on where it was. Settles when it listens again or is over; never rejects. */
  async attach(box: Sandbox): Promise<void> {
    const detached = this.#detached;
    if (this.isOver || detached === undefined) return;
    this.#begin();
    this.#detached = undefined;
    const mended = this.#mend(box);
    detached.end();
    await mended;
  }

  /** Listens anew, to learn the truth. Settles as `attach` does. */
  async refresh(): Promise<void> {
    if (this.isOver || this.#detached !== undefined) return;
    await this.#ear.close();
    await this.#mend();
  }

  /** Ends the relay and its program from outside. Never rejects. */
  async kill(): Promise<void> {
    await within(this.#times.killMs, killTree(this.#box, this.#pid, this.#word));
  }

  /** All has been said; the relay may go. */
  close(): void {
    if (!this.#end()) return;
    if (this.#pid !== 0) this.#leave();
  }

  #lose(message: string): void {
    if (!this.#end()) return;
    void this.#ear.close();
    this.#user.lost(message);
  }

  /** Ends what cannot be used any more, so that it does not go on unseen. */
  async #giveUp(message: string): Promise<void> {
    if (!this.#end()) return;
    await this.kill();
    await this.#ear.close();
    this.#user.lost(message);
  }

  /** False when it has ended before. */
  #end(): boolean {
    if (this.isOver) return false;
    this.#isOver = true;
    this.#silence.end();
    this.#detached?.end();
    return true;
  }

  /** The sandbox is told of the stream's end apart from calls; after a few answers it has heard of it. */
  async #giveTime(): Promise<void> {
    for (let i = 0; i < 3; i++) await this.#box.isRunning().catch(() => false);
  }

  #begin(): void {
    this.#epoch = {};
    this.#mending = undefined;
    this.#silence.end();
  }

  #leave(): void {
    this.#deliver(orders.bye)
      .catch(() => {})
      .finally(() => void this.#ear.close());
  }

  #onDidEnd(end: ListeningEnd): void {
    if (end.kind === "ended") this.#lose(endedWords(end));
    else if (!this.isOver && this.#detached === undefined) void this.#mend();
  }

  #deliver(bytes: Uint8Array | string): Promise<void> {
    const call = this.#box.commands.sendStdin(this.#pid, bytes, unlimited);
    const sent = inTime(this.#times.inputMs, call);
    this.#sending.add(sent);
    return sent.finally(() => this.#sending.delete(sent));
  }

  /** Whether what is begun now must not be gone on with. */
  #staleness(): () => boolean {
    const epoch = this.#epoch;
    return () => this.isOver || this.#epoch !== epoch;
  }

  async #askAfterFailure(round: number): Promise<void> {
    const isStale = this.#staleness();
    if (this.isOver || this.#detached !== undefined) return;
    if (round >= rounds) return this.#giveUp(deaf);
    await sleep(this.#times.retryMs * 2 ** round);
    const found = await this.#machine.recover();
    if (isStale()) return;
    if ("lost" in found) this.#lose(found.lost);
    else this.#box = found.box;
  }

  #mend(first?: Sandbox): Promise<void> {
    if (this.#mending !== undefined) return this.#mending;
    const mending = this.#tryToMend(first).finally(() => {
      if (this.#mending === mending) this.#mending = undefined;
    });
    this.#mending = mending;
    return mending;
  }

  async #tryToMend(first: Sandbox | undefined): Promise<void> {
    const isStale = this.#staleness();
    // One that is cut as soon as it is there must not keep everybody busy.
    if (this.#ear.ageMs < 1000) await sleep(this.#times.retryMs);
    for (let round = 0; round <= rounds; round++) {
      if (round > 0) await sleep(this.#times.retryMs * 2 ** round);
      const given = round === 0 ? first : undefined;
      const found = given === undefined ? await this.#machine.recover() : { box: given };
      if (isStale()) return;
      if ("lost" in found) return this.#lose(found.lost);
      this.#box = found.box;
      if (await this.#listenAgain(isStale)) return;
    }
    return this.#giveUp("The connection to the sandbox breaks again and again.");
  }

  /** False when it is to be tried once more. */
  async #listenAgain(isStale: () => boolean): Promise<boolean> {
    const heard = await this.#ear.again({ box: this.#box, pid: this.#pid, word: this.#word });
    if (isStale() || heard === "listening") return true;
    if (heard === "silent") await this.#giveUp(silent);
    else if (heard.kind === "ended") this.#lose(endedWords(heard));
    return heard === "silent" || heard.kind === "ended";
  }
}

const deaf = "The sandbox takes no input for the program any more; it was ended.";
const silent = "The program's output does not come out of the sandbox any more; it was ended.";

const endedWords = ({ status }: { readonly status: string }): string =>
  `The sandbox has ended the program${status === "" ? "" : ` (${status})`}.`;
