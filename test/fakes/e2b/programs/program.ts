import { spawn, type ChildProcess } from "node:child_process";
import { once } from "node:events";
import type { Readable } from "node:stream";
import { ConnectError } from "../envd/connectError.ts";
import { signalOne } from "../machine/marked.ts";
import { endOf, type End } from "./end.ts";
import type { Launch, ProgramConfig } from "./launch.ts";

export type Output = { readonly stdout: string } | { readonly stderr: string };
/** Takes one piece of output. The program's output waits until every one has taken it. */
export type Subscriber = (output: Output) => Promise<void>;

const pieceBytes = 32 << 10;

/** A running program of a sandbox. Output that nobody subscribed to is thrown away. */
export class Program {
  readonly config: ProgramConfig;
  readonly tag: string | undefined;
  readonly pid: number;
  /** Settles after the last output was taken, and never rejects. */
  readonly ended: Promise<End>;
  readonly #child: ChildProcess;
  readonly #subscribers = new Set<Subscriber>();
  #writing: Promise<void> = Promise.resolve();
  #silenced = false;
  #silence = (): void => {};

  constructor(
    config: ProgramConfig,
    tag: string | undefined,
    launch: Launch & { readonly stdin: boolean },
  ) {
    this.config = config;
    this.tag = tag;
    this.#child = spawn(launch.file, launch.args, {
      env: launch.env,
      cwd: "/",
      detached: true,
      stdio: [launch.stdin ? "pipe" : "ignore", "pipe", "pipe"],
    });
    this.#child.on("error", () => {});
    this.#child.stdin?.on("error", () => {});
    const { pid } = this.#child;
    if (pid === undefined) throw new ConnectError("internal", "The program cannot be started");
    this.pid = pid;
    this.ended = this.#run();
  }

  subscribe(subscriber: Subscriber): () => void {
    this.#subscribers.add(subscriber);
    return () => void this.#subscribers.delete(subscriber);
  }

  /** Resolves when the system has taken the bytes. One write at a time, in the order of the calls. */
  write(data: Uint8Array): Promise<void> {
    const written = this.#writing.then(() => this.#write(data));
    this.#writing = written.catch(() => {});
    return written;
  }

  closeStdin(): void {
    this.#child.stdin?.end();
  }

  /** To this process alone. After it no output is delivered any more. */
  signal(signal: "SIGTERM" | "SIGKILL"): void {
    this.#silenced = true;
    this.#silence();
    signalOne(this.pid, signal);
  }

  #write(data: Uint8Array): Promise<void> {
    const { stdin } = this.#child;
    return new Promise((resolve, reject) => {
      const refuse = (reason: string): void =>
        reject(new ConnectError("internal", `error writing to stdin: ${reason}`));
      if (!stdin?.writable) return refuse("stdin not enabled or closed");
      stdin.write(data, (error) => (error ? refuse(error.message) : resolve()));
    });
  }

  async #run(): Promise<End> {
    const { stdout, stderr } = this.#child;
    const silence = new Promise<void>((resolve) => (this.#silence = resolve));
    const outputs = Promise.all([
      this.#pump(stdout, (data) => ({ stdout: data })),
      this.#pump(stderr, (data) => ({ stderr: data })),
    ]);
    const [code, signal] = (await once(this.#child, "exit")) as [number | null, NodeJS.Signals];
    await Promise.race([outputs, silence]);
    // Those that it left behind may hold the pipes for long.
    stdout?.destroy();
    stderr?.destroy();
    return endOf(code, signal);
  }

  async #pump(stream: Readable | null, output: (data: string) => Output): Promise<void> {
    try {
      for await (const chunk of stream ?? []) await this.#publish(chunk as Buffer, output);
    } catch {
      // The stream was taken down with the program.
    }
  }

  async #publish(chunk: Buffer, output: (data: string) => Output): Promise<void> {
    for (let at = 0; at < chunk.length && !this.#silenced; at += pieceBytes) {
      const piece = output(chunk.subarray(at, at + pieceBytes).toString("base64"));
      // One after the other: who does not take it keeps it from those behind.
      for (const take of [...this.#subscribers]) await take(piece);
    }
  }
}
