import { Failure } from "../../src/base/failure.ts";
import type {
  Engine,
  Execution,
  ExecutionError,
  Kernel,
  KernelWish,
  Output,
  RunOptions,
} from "../../src/interpreter/engine.ts";

/** What code can do in memory: `wait` goes on until it is interrupted or let go. */
type Word = (kernel: MemoryKernel, rest: string) => Output | undefined;

const words: Readonly<Record<string, Word>> = {
  say: (_, rest) => ({ kind: "stream", stream: "stdout", text: `${rest}\n` }),
  warn: (_, rest) => ({ kind: "stream", stream: "stderr", text: `${rest}\n` }),
  set: (kernel, rest) => void kernel.memory.push(rest),
  show: (kernel) => shown({ "text/plain": kernel.memory.join(" ") }),
  draw: () => shown({ "text/plain": "<Figure>", "image/png": "UE5H" }),
  table: () => shown({ "text/plain": "a b", "text/html": "<table></table>" }),
  clear: () => ({ kind: "clear", wait: false }),
  flood: () => ({ kind: "stream", stream: "stdout", text: "x".repeat(1 << 20) }),
};

const shown = (data: Readonly<Record<string, string>>): Output => ({
  kind: "display",
  isMain: true,
  data,
});

/** A kernel whose code is words, one a line. */
export class MemoryKernel implements Kernel {
  readonly id: string;
  readonly language: Kernel["language"];
  readonly cwd: string;
  readonly memory: string[] = [];
  readonly ended: Promise<Failure>;
  /** Lets code that waits go on. */
  release: (error?: ExecutionError) => void = () => {};
  #tell: (failure: Failure) => void = () => {};
  #over: Failure | undefined;
  #count = 0;

  constructor(id: string, { language, cwd = "/memory" }: KernelWish) {
    this.id = id;
    this.language = language;
    this.cwd = cwd;
    this.ended = new Promise((resolve) => (this.#tell = resolve));
  }

  async run(code: string, { signal, onOutput, onInput }: RunOptions = {}): Promise<Execution> {
    this.#check();
    this.#count += 1;
    let error: ExecutionError | undefined;
    for (const line of code.split("\n")) {
      const [word = "", ...rest] = line.split(" ");
      if (word === "wait") error = await this.#wait(signal);
      if (word === "ask")
        onOutput?.({
          ...{ kind: "stream", stream: "stdout" },
          text: `${await onInput?.({ prompt: "?", isPassword: false })}\n`,
        });
      if (word === "fail") error = { name: "Oops", value: rest.join(" "), traceback: "line 1" };
      if (word === "die") this.end(new Failure("sandboxFailed", "The interpreter died."));
      this.#check();
      if (signal?.aborted === true) throw new Failure("cancelled", "Cancelled.");
      if (error !== undefined) break;
      const output = words[word]?.(this, rest.join(" "));
      if (output !== undefined) onOutput?.(output);
    }
    return { count: this.#count, durationMs: 1, ...(error !== undefined && { error }) };
  }

  async interrupt(): Promise<void> {
    this.release({ name: "KeyboardInterrupt", value: "", traceback: "" });
  }

  end(failure: Failure): void {
    this.#over ??= failure;
    this.#tell(this.#over);
    this.release();
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.end(new Failure("cancelled", "The kernel was closed."));
  }

  #check(): void {
    if (this.#over !== undefined) throw this.#over;
  }

  #wait(signal: AbortSignal | undefined): Promise<ExecutionError | undefined> {
    return new Promise((resolve) => {
      this.release = resolve;
      signal?.addEventListener("abort", () => resolve(undefined), { once: true });
    });
  }
}

/** Makes kernels in memory. It has no R. */
export class MemoryEngine implements Engine {
  readonly kernels: MemoryKernel[] = [];
  /** Starts wait until it settles. */
  gate: Promise<void> = Promise.resolve();

  async start(wish: KernelWish, options: { readonly signal?: AbortSignal } = {}): Promise<Kernel> {
    await this.gate;
    if (options.signal?.aborted === true) throw new Failure("cancelled", "Cancelled.");
    if (wish.language === "r") throw new Failure("usage", "There is no r here.");
    const kernel = new MemoryKernel(`k${this.kernels.length + 1}`, wish);
    this.kernels.push(kernel);
    return kernel;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    for (const kernel of this.kernels) await kernel[Symbol.asyncDispose]();
  }
}
