import { Failure } from "../../base/failure.ts";
import type { Log } from "../../base/log.ts";
import { fileFailed } from "../../sandbox/fileFailures.ts";
import type { Sandbox, Sandboxes, SandboxSpec } from "../../sandbox/sandbox.ts";
import type { Engine, Kernel, KernelWish } from "../engine.ts";
import { KernelEngine } from "../kernel/kernelEngine.ts";
import { ServiceEngine } from "../service/service.ts";
import { engineHealth, serviceHealth, unwell } from "./health.ts";
import type { FileOptions, Health, Place, PlaceFiles } from "./place.ts";

export interface SandboxPlaceOptions {
  readonly sandboxes: Sandboxes;
  readonly spec: SandboxSpec;
  readonly provider: Place["provider"];
  readonly log: Log;
  /** A sandbox that nobody uses for so long is closed until it is needed again; none is when absent. */
  readonly idleMs?: number | undefined;
}

interface Opened {
  readonly sandbox: Sandbox;
  readonly engine: Engine;
  /** Who answers for it, where that is a service in the sandbox. */
  readonly service?: { readonly engine: ServiceEngine; readonly url: string };
}

/** Source: E2B, where the code interpreter of its templates listens. */
const interpreterPort = 49_999;

/**
 * Code in a sandbox, which is opened when the first code wants to run. A sandbox that has a code
 * interpreter of its own in it is asked by its service, any other runs our drivers.
 */
export class SandboxPlace implements Place, Engine, PlaceFiles {
  readonly provider: Place["provider"];
  readonly engine: Engine = this;
  readonly files: PlaceFiles = this;
  readonly #options: SandboxPlaceOptions;
  /** Kernels, and what is under way. */
  #users = 0;
  #idle: NodeJS.Timeout | undefined;
  #opening: Promise<Opened> | undefined;
  #closed: Promise<void> | undefined;

  constructor(options: SandboxPlaceOptions) {
    this.#options = options;
    this.provider = options.provider;
  }

  async start(wish: KernelWish, options: { readonly signal?: AbortSignal } = {}): Promise<Kernel> {
    this.#users += 1;
    try {
      const kernel = await (await this.#open()).engine.start(wish, options);
      void kernel.ended.then(() => this.#release());
      return kernel;
    } catch (error) {
      this.#release();
      // One that is lost is not to be asked again; one that somebody uses is not lost.
      if (this.#users === 0 && Failure.from(error).code === "sandboxFailed") await this.#leave();
      throw error;
    }
  }

  read(
    path: string,
    { maxBytes }: FileOptions & { readonly maxBytes: number },
  ): Promise<Uint8Array> {
    return this.#during(async ({ sandbox: { files } }) => {
      const { size } = await files.stat(path);
      if (size > maxBytes) throw fileFailed(path, "read", `it is larger than ${maxBytes} bytes`);
      return files.read(path);
    });
  }

  write(path: string, data: Uint8Array): Promise<void> {
    return this.#during(({ sandbox: { files } }) => files.write(path, data));
  }

  async health(signal?: AbortSignal): Promise<Health> {
    try {
      return await this.#during(({ service, sandbox, engine }) =>
        service === undefined
          ? engineHealth(engine, `${sandbox.provider}:${sandbox.id}`, signal)
          : serviceHealth(service.engine, service.url, signal),
      );
    } catch (error) {
      return unwell(error, `${this.provider}:${this.#options.spec.id}`);
    }
  }

  [Symbol.asyncDispose](): Promise<void> {
    this.#closed ??= this.#leave();
    return this.#closed;
  }

  async #during<T>(work: (opened: Opened) => Promise<T>): Promise<T> {
    this.#users += 1;
    try {
      return await work(await this.#open());
    } finally {
      this.#release();
    }
  }

  #release(): void {
    this.#users -= 1;
    clearTimeout(this.#idle);
    const { idleMs } = this.#options;
    if (this.#users > 0 || idleMs === undefined) return;
    this.#idle = setTimeout(() => {
      if (this.#users === 0) void this.#leave();
    }, idleMs);
    this.#idle.unref();
  }

  /** Once for all who want it; one that did not come about is tried again. */
  #open(): Promise<Opened> {
    if (this.#closed !== undefined)
      return Promise.reject(new Failure("cancelled", "The sandbox was closed."));
    if (this.#opening !== undefined) return this.#opening;
    const opening = this.#openSandbox();
    this.#opening = opening;
    opening.catch(() => {
      if (this.#opening === opening) this.#opening = undefined;
    });
    return opening;
  }

  async #openSandbox(): Promise<Opened> {
    const { sandboxes, spec, log } = this.#options;
    const sandbox = await sandboxes.open(spec, { onDidSay: (line) => log.info(line) });
    for (const caveat of sandbox.caveats) log.warn(caveat);
    const service = await serviceIn(sandbox);
    if (service !== undefined) return { sandbox, service, engine: service.engine };
    return { sandbox, engine: new KernelEngine({ sandbox }) };
  }

  async #leave(): Promise<void> {
    clearTimeout(this.#idle);
    const opening = this.#opening;
    this.#opening = undefined;
    const opened = await opening?.catch(() => undefined);
    await opened?.engine[Symbol.asyncDispose]();
    await opened?.sandbox[Symbol.asyncDispose]();
  }
}

/** The code interpreter that listens in a sandbox, if there is one. */
async function serviceIn(sandbox: Sandbox): Promise<Opened["service"]> {
  const { address } = sandbox;
  if (address === undefined) return undefined;
  const engine = new ServiceEngine({ address: () => address(interpreterPort) });
  const health = await engine.health().catch(() => undefined);
  if (health?.status !== 200) return undefined;
  return { engine, url: health.url.replace(/\/health$/, "") };
}
