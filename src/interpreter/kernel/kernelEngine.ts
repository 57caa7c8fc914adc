import { Failure } from "../../base/failure.ts";
import type { Process, Sandbox } from "../../sandbox/sandbox.ts";
import type { Driver, FigureFormat } from "../drivers/driver.ts";
import { driverOf } from "../drivers/drivers.ts";
import type { Engine, KernelWish } from "../engine.ts";
import { commandOf } from "./channel.ts";
import { DriverKernel } from "./driverKernel.ts";
import { missing } from "./kernelFailure.ts";
import { defaultTimes, type KernelTimes } from "./times.ts";

export interface KernelEngineOptions {
  /** Where kernels run. It belongs to the caller. */
  readonly sandbox: Sandbox;
  /** For every kernel, on top of the sandbox's. */
  readonly env?: Readonly<Record<string, string>>;
  readonly times?: Partial<KernelTimes>;
  /** Of output that one run may give; 16 MB when absent. */
  readonly mostBytes?: number;
  /** How plots are drawn; as PNG when absent. */
  readonly figures?: FigureFormat;
}

const defaultMostBytes = 16 << 20;

/** Kernels that are driver processes in one sandbox: its languages need nothing but themselves and Perl. */
export class KernelEngine implements Engine {
  readonly #options: KernelEngineOptions;
  readonly #kernels = new Set<DriverKernel>();
  #isClosed = false;

  constructor(options: KernelEngineOptions) {
    this.#options = options;
  }

  async start(
    wish: KernelWish,
    options: { readonly signal?: AbortSignal } = {},
  ): Promise<DriverKernel> {
    const driver = driverOf(wish.language);
    if (options.signal?.aborted === true) throw new Failure("cancelled", "Cancelled.");
    const process = await this.#process(driver, wish);
    const { mostBytes = defaultMostBytes, figures = "png", times } = this.#options;
    const kernel = new DriverKernel({
      ...{ driver, process, mostBytes, figures },
      times: { ...defaultTimes, ...times },
    });
    this.#kernels.add(kernel);
    void kernel.ended.then(() => this.#kernels.delete(kernel));
    if (this.#isClosed) await kernel[Symbol.asyncDispose]();
    await kernel.ready(options.signal);
    return kernel;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#isClosed = true;
    await Promise.all([...this.#kernels].map((kernel) => kernel[Symbol.asyncDispose]()));
  }

  async #process(driver: Driver, { cwd }: KernelWish): Promise<Process> {
    if (this.#isClosed) throw new Failure("sandboxFailed", "The code interpreter is closed.");
    const { sandbox, env } = this.#options;
    const place = { ...(cwd !== undefined && { cwd }), ...(env !== undefined && { env }) };
    try {
      return await sandbox.start(commandOf(driver, place));
    } catch (error) {
      if (error instanceof Failure && error.code === "commandNotFound")
        throw missing("perl", "it was not found", error);
      throw error;
    }
  }
}
