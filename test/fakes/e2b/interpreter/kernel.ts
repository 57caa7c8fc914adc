import { spawn, type ChildProcess } from "node:child_process";
import { createInterface } from "node:readline";
import type { Readable, Writable } from "node:stream";
import { setImmediate as turn } from "node:timers/promises";
import { signalOne } from "../machine/marked.ts";
import type { Launch } from "../programs/launch.ts";

/** What a cell does, piece by piece. */
export type Message =
  | { readonly type: "stdout" | "stderr"; readonly text: string }
  | {
      readonly type: "result";
      /** By media type. */
      readonly data: Readonly<Record<string, unknown>>;
      readonly main: boolean;
    }
  | {
      readonly type: "error";
      readonly name: string;
      readonly value: string;
      readonly traceback: string;
    };

/** Takes one message; the next waits until it has. */
type Take = (message: Message) => Promise<void>;

const quietTurns = 5;

/** A driver's process: it runs one cell at a time, and keeps what the cells leave. */
export class Kernel {
  /** Settles when the process is gone. Never rejects. */
  readonly ended: Promise<void>;
  readonly #child: ChildProcess;
  #cell: { readonly take: Take; readonly done: () => void } | undefined;
  #taking: Promise<void> = Promise.resolve();
  #taken = 0;

  constructor({ file, args, env }: Launch) {
    const stdio = ["ignore", "pipe", "pipe", "pipe", "pipe"] as const;
    this.#child = spawn(file, args, { env, cwd: "/", detached: true, stdio: [...stdio] });
    this.ended = new Promise((resolve) => {
      this.#child.once("exit", () => resolve());
      this.#child.once("error", () => resolve());
    });
    const [, stdout, stderr, cells, told] = this.#child.stdio;
    (cells as Writable).on("error", () => {});
    void this.#hear(stdout as Readable, "stdout");
    void this.#hear(stderr as Readable, "stderr");
    void this.#listen(told as Readable);
  }

  /** Resolves when the cell is over and all of it is taken; to false if the process died of it. */
  async run(request: string, take: Take): Promise<boolean> {
    const done = new Promise<boolean>((resolve) => {
      this.#cell = { take, done: () => resolve(true) };
    });
    (this.#child.stdio[3] as Writable).write(request);
    const alive = await Promise.race([done, this.ended.then(() => false)]);
    await this.#settle();
    this.#cell = undefined;
    return alive;
  }

  /** The cell that runs, and what it has started. */
  interrupt(): void {
    this.#signal("SIGINT");
  }

  kill(): void {
    this.#signal("SIGKILL");
  }

  #signal(signal: NodeJS.Signals): void {
    const { pid, exitCode, signalCode } = this.#child;
    if (pid !== undefined && exitCode === null && signalCode === null) signalOne(-pid, signal);
  }

  /** What was written before the end may still be on its way; some turns without any are its end. */
  async #settle(): Promise<void> {
    for (let quiet = 0, before = this.#taken; quiet < quietTurns; quiet++) {
      await turn();
      await this.#taking;
      if (this.#taken !== before) quiet = 0;
      before = this.#taken;
    }
  }

  #give(message: Message): Promise<void> {
    this.#taken += 1;
    const { take } = this.#cell ?? {};
    if (take) this.#taking = this.#taking.then(() => take(message));
    return this.#taking;
  }

  /** Output that went past the driver, of children above all. */
  async #hear(stream: Readable, type: "stdout" | "stderr"): Promise<void> {
    stream.setEncoding("utf8");
    try {
      for await (const text of stream) await this.#give({ type, text: text as string });
    } catch {
      // The process was taken down.
    }
  }

  async #listen(stream: Readable): Promise<void> {
    stream.on("error", () => {});
    for await (const line of createInterface({ input: stream })) {
      const message = JSON.parse(line) as Message | { readonly type: "done" };
      if (message.type === "done") this.#cell?.done();
      else await this.#give(message);
    }
  }
}
