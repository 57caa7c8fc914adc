import { execFileSync } from "node:child_process";
import { rm } from "node:fs/promises";
import { dirname } from "node:path";
import { silent } from "../../../../src/base/log.ts";
import type { ExecutionError, Language, RunOptions } from "../../../../src/interpreter/engine.ts";
import type { DriverKernel } from "../../../../src/interpreter/kernel/driverKernel.ts";
import {
  KernelEngine,
  type KernelEngineOptions,
} from "../../../../src/interpreter/kernel/kernelEngine.ts";
import { BareSandboxes } from "../../../../src/sandbox/bare.ts";
import { defaultLimits, type Sandbox } from "../../../../src/sandbox/sandbox.ts";
import { test as base } from "../../../fakes/folder.ts";

/** What one run gave. */
export interface Ran {
  readonly count: number;
  readonly out: string;
  readonly err: string;
  /** What was shown, one bundle after another. */
  readonly shown: readonly Readonly<Record<string, unknown>>[];
  /** In short, in order. */
  readonly order: readonly string[];
  /** How many bytes were left out. */
  readonly cut: number;
  readonly error: ExecutionError | undefined;
}

/** A kernel to try things with. */
export class Cells {
  readonly kernel: DriverKernel;

  constructor(kernel: DriverKernel) {
    this.kernel = kernel;
  }

  async run(code: string, options: RunOptions = {}): Promise<Ran> {
    const ran = { out: "", err: "", shown: [] as Record<string, unknown>[], cut: 0 };
    const order: string[] = [];
    const { count, error } = await this.kernel.run(code, {
      ...options,
      onOutput: (output) => {
        options.onOutput?.(output);
        if (output.kind === "stream") {
          if (output.stream === "stdout") ran.out += output.text;
          else ran.err += output.text;
          if (order.length < 1000) order.push(`${output.stream} ${output.text.trim()}`);
        } else if (output.kind === "display") {
          ran.shown.push({ ...output.data });
          order.push(`${output.isMain ? "main" : "shown"} ${String(output.data["text/plain"])}`);
        } else if (output.kind === "cut") ran.cut += output.bytes;
        else order.push(`clear ${output.wait}`);
      },
    });
    return { count, error, order, ...ran };
  }

  /** What a run shows at its end, as text. */
  async value(code: string, options?: RunOptions): Promise<unknown> {
    const { shown, error } = await this.run(code, options);
    return error === undefined ? shown.at(-1)?.["text/plain"] : `${error.name}: ${error.value}`;
  }

  /** Runs code that has to be stopped once it has said `ready`. */
  stopped(code: string, options: RunOptions = {}): Promise<Ran> {
    const stopping = new AbortController();
    return this.run(code, {
      ...options,
      signal: stopping.signal,
      onOutput: (output) => {
        if (output.kind === "stream" && output.text.includes("ready")) stopping.abort();
      },
    });
  }
}

/** Where the programs themselves are, and no stand-ins of version managers, which are slow. */
const path = [
  dirname(process.execPath),
  execFileSync("python3", ["-c", "import sys; print(sys.prefix)"]).toString().trim() + "/bin",
  process.env["PATH"],
].join(":");

type Wish = Partial<Omit<KernelEngineOptions, "sandbox">> & { readonly cwd?: string };

export interface KernelFixtures {
  readonly sandbox: Sandbox;
  /** Starts a kernel, which is ended after the test. */
  readonly start: (language: Language, wish?: Wish) => Promise<Cells>;
}

/** Kernels without a jail. */
export const test = base.extend<KernelFixtures>({
  sandbox: async ({ folder }, use) => {
    const dataDir = `${folder.path}.data`;
    const sandbox = await new BareSandboxes({ dataDir, log: silent }).open({
      ...{ id: "kernels", mounts: [], network: "none", limits: defaultLimits },
      install: { commands: [], network: "none" },
    });
    await use(sandbox);
    await sandbox[Symbol.asyncDispose]();
    await rm(dataDir, { recursive: true, force: true });
  },
  start: async ({ sandbox }, use) => {
    await using engines = new AsyncDisposableStack();
    await use(async (language, { cwd, ...wish } = {}) => {
      const engine = engines.use(
        new KernelEngine({ sandbox, ...wish, env: { PATH: path, ...wish.env } }),
      );
      const kernel = await engine.start({ language, ...(cwd !== undefined && { cwd }) });
      return new Cells(kernel);
    });
  },
});
