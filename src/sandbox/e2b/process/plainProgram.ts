import type { Sandbox } from "e2b";
import { within } from "../../../base/within.ts";
import type { Exit } from "../../sandbox.ts";
import { inputClosed, pieceSize } from "./input.ts";
import { killTree } from "./killTree.ts";
import type { Hearing, Listening, ListeningEnd } from "./listening.ts";
import type { MachineLink } from "./machineLink.ts";
import { Output } from "./output.ts";
import type { Program } from "./program.ts";
import { window } from "./relayScript.ts";

/** How long the end of a program may take to be heard when it takes no input any more. */
const endMs = 1000;

const because = "Without Perl in the sandbox a program does not outlive that.";

/**
 * A program of a sandbox that cannot run the relay. It ends with its stream, because what it said
 * meanwhile would be missing. Bytes that are no UTF-8 are replaced on their way by the SDK.
 */
export class PlainProgram implements Program {
  readonly isLossless = false;
  readonly stdout = new Output(() => this.#wake());
  readonly stderr = new Output(() => this.#wake());
  readonly exit: Promise<Exit>;
  /** Take what follows the first line. Both wait while either of the two is not read. */
  readonly hearing: Hearing = {
    stdout: (text) => this.#hear(this.stdout, text),
    stderr: (text) => this.#hear(this.stderr, text),
  };
  readonly #machine: MachineLink;
  #box: Sandbox;
  #listening: Listening | undefined;
  #settle: (exit: Exit) => void = () => {};
  #writing: Promise<void> = Promise.resolve();
  /** Reject what is being written. */
  readonly #refusals = new Set<() => void>();
  readonly #waiters: (() => void)[] = [];
  #isOver = false;
  #isClosed = false;
  #isKilled = false;

  constructor(machine: MachineLink) {
    this.#machine = machine;
    this.#box = machine.box();
    this.exit = new Promise((resolve) => (this.#settle = resolve));
  }

  begin(box: Sandbox, listening: Listening): this {
    this.#box = box;
    this.#listening = listening;
    void listening.end.then((end) => this.#onEnd(end));
    return this;
  }

  write(data: Uint8Array): Promise<void> {
    const written = this.#writing.then(() => this.#send(data));
    this.#writing = written.catch(() => {});
    return new Promise((resolve, reject) => {
      const refuse = (): void => reject(inputClosed());
      this.#refusals.add(refuse);
      written.then(resolve, reject).finally(() => this.#refusals.delete(refuse));
    });
  }

  async end(): Promise<void> {
    await this.#writing;
    if (this.#isClosed || this.#isOver) return;
    this.#isClosed = true;
    await this.#box.commands.closeStdin(this.#pid).catch(() => {});
  }

  async signal(signal: "SIGTERM" | "SIGKILL"): Promise<void> {
    if (this.#isOver) return;
    if (signal === "SIGKILL") {
      // Output that nobody reads must not keep the end from being heard.
      this.#isKilled = true;
      this.#wake();
      return killTree(this.#box, this.#pid);
    }
    const line = `kill -TERM ${this.#pid}`;
    await this.#box.commands.run(line, { timeoutMs: 10_000 }).catch(() => {});
  }

  async detach(): Promise<void> {
    await this.#lose(`The sandbox was paused. ${because}`);
  }

  async attach(): Promise<void> {}

  get #pid(): number {
    return this.#listening?.pid ?? 0;
  }

  async #hear(output: Output, text: string): Promise<void> {
    output.push(Buffer.from(text));
    while (output.waiting > window && !this.#isOver && !this.#isKilled)
      await new Promise<void>((resolve) => this.#waiters.push(resolve));
  }

  #wake(): void {
    for (const go of this.#waiters.splice(0)) go();
  }

  async #send(data: Uint8Array): Promise<void> {
    for (let at = 0; at < data.length; at += pieceSize) {
      if (this.#isClosed || this.#isOver) throw inputClosed();
      const piece = data.subarray(at, at + pieceSize);
      try {
        await this.#box.commands.sendStdin(this.#pid, piece, { requestTimeoutMs: 0 });
      } catch (error) {
        // Nobody knows whether it has arrived, so it must not be sent again.
        if ((await within(endMs, this.exit)) === undefined)
          await this.#lose(`The connection to the sandbox was cut. ${because}`);
        throw inputClosed(error);
      }
    }
  }

  async #onEnd(end: ListeningEnd): Promise<void> {
    if (this.#isOver) return;
    if (end.kind === "ended") return this.#finish(exitOf(end));
    const found = await this.#machine.recover();
    if ("lost" in found) return this.#finish({ kind: "lost", message: found.lost });
    this.#box = found.box;
    await this.#lose(`The connection to the sandbox was cut. ${because}`);
  }

  async #lose(message: string): Promise<void> {
    if (this.#isOver) return;
    this.#isOver = true;
    await killTree(this.#box, this.#pid);
    this.#finish({ kind: "lost", message });
  }

  #finish(exit: Exit): void {
    this.#isOver = true;
    for (const refuse of this.#refusals) refuse();
    void this.#listening?.close();
    this.stdout.end();
    this.stderr.end();
    this.#wake();
    this.#settle(exit);
  }
}

/** Go's words for signals, as far as programs end by them. Source: syscall/zerrors_linux_amd64.go. */
const signals: Readonly<Record<string, string>> = {
  "signal: killed": "SIGKILL",
  "signal: terminated": "SIGTERM",
  "signal: interrupt": "SIGINT",
  "signal: hangup": "SIGHUP",
  "signal: aborted": "SIGABRT",
  "signal: segmentation fault": "SIGSEGV",
  "signal: broken pipe": "SIGPIPE",
};

function exitOf({ code, status }: { readonly code: number; readonly status: string }): Exit {
  if (!status.startsWith("signal: ")) return { kind: "exited", code };
  const [words = status] = status.split(" (core dumped)");
  return { kind: "signalled", signal: signals[words] ?? words };
}
