import { Failure } from "../../base/failure.ts";
import type { Engine, Kernel, KernelWish } from "../engine.ts";
import { Linked } from "../linked.ts";
import type { ServiceAddress } from "./address.ts";
import { Executions } from "./executions.ts";
import { type Answer, type Ask, Requests } from "./requests.ts";
import { statusOf } from "./serviceFailure.ts";
import { ServiceKernel } from "./serviceKernel.ts";
import { defaultTimes, type ServiceTimes } from "./times.ts";

export interface ServiceOptions {
  /** Asked at each request: the address of a sandbox may change when it is resumed. */
  readonly address: () => Promise<ServiceAddress>;
  readonly times?: Partial<ServiceTimes>;
}

/** Runs code at a code-interpreter HTTP service. Source: E2B code interpreter, its server's API. */
export class ServiceEngine implements Engine {
  readonly #requests: Requests;
  readonly #executions: Executions;
  readonly #times: ServiceTimes;
  /** Those whose contexts are still to be removed. */
  readonly #kernels = new Set<Kernel>();
  #isClosed = false;

  constructor({ address, times }: ServiceOptions) {
    this.#times = { ...defaultTimes, ...times };
    this.#requests = new Requests(address);
    this.#executions = new Executions(this.#requests, this.#times);
  }

  async start(
    { language, cwd }: KernelWish,
    { signal }: { readonly signal?: AbortSignal } = {},
  ): Promise<Kernel> {
    if (this.#isClosed) throw new Failure("cancelled", "The service is not used any more.");
    const body = { language, ...(cwd !== undefined && { cwd }) };
    using limit = new Linked([signal], this.#times.startMs);
    const ask = { method: "POST", path: "/contexts", body, signal: limit.signal } as const;
    const made = await this.#made(ask, language);
    const { id, folder } = contextIn(made);
    const kernel: Kernel = new ServiceKernel({
      ...{ id, language, cwd: folder ?? cwd ?? "" },
      ...{ executions: this.#executions, times: this.#times },
      remove: async () => {
        await this.#remove(id);
        this.#kernels.delete(kernel);
      },
    });
    this.#kernels.add(kernel);
    if (this.#isClosed || signal?.aborted === true) {
      await kernel[Symbol.asyncDispose]();
      throw new Failure("cancelled", "Cancelled.");
    }
    return kernel;
  }

  /** How the service is, in its own words. Rejects with `serviceUnreachable`, `timeout`, `cancelled`. */
  async health(signal?: AbortSignal): Promise<Answer & { readonly url: string }> {
    using limit = new Linked([signal], this.#times.answerMs);
    const ask = { method: "GET", path: "/health", signal: limit.signal } as const;
    return { ...(await this.#requests.answer(ask)), url: `${await this.#requests.url()}/health` };
  }

  /** Ends the contexts that were made here; others of the service are not ours. */
  async [Symbol.asyncDispose](): Promise<void> {
    this.#isClosed = true;
    await Promise.all([...this.#kernels].map((kernel) => kernel[Symbol.asyncDispose]()));
  }

  async #made(ask: Ask, language: string): Promise<unknown> {
    try {
      return await this.#requests.json(ask);
    } catch (error) {
      throw await this.#why(Failure.from(error), language);
    }
  }

  /** A service that is well, but makes no such context, was asked for something that it has not. */
  async #why(failure: Failure, language: string): Promise<Failure> {
    const isRefusal = [400, 404, 422, 500].includes(statusOf(failure) ?? 0);
    const isWell = async (): Promise<boolean> =>
      this.health().then(
        ({ status }) => status === 200,
        () => false,
      );
    if (!isRefusal || !(await isWell())) return failure;
    const message = `The service did not make a context of ${language}. ${failure.message}`;
    return new Failure("usage", message, { cause: failure });
  }

  /** Gone is as good as removed, and what cannot be told ends with its sandbox. */
  async #remove(id: string): Promise<void> {
    using limit = new Linked([], this.#times.answerMs);
    const path = `/contexts/${encodeURIComponent(id)}`;
    await this.#requests.answer({ method: "DELETE", path, signal: limit.signal }).catch(() => {});
  }
}

function contextIn(made: unknown): { readonly id: string; readonly folder?: string } {
  if (typeof made === "object" && made !== null) {
    const { id, context_id, cwd } = made as Readonly<Record<string, unknown>>;
    const name = id ?? context_id;
    if (typeof name === "string" && name !== "")
      return { id: name, ...(typeof cwd === "string" && { folder: cwd }) };
  }
  throw new Failure("protocol", "The service made a context and did not say which.");
}
