import { Failure } from "../../base/failure.ts";
import { Linked } from "../linked.ts";
import type { ExecutionError, Output } from "../engine.ts";
import { answerLines } from "./answerLines.ts";
import type { Requests } from "./requests.ts";
import { brokenStream } from "./serviceFailure.ts";
import { Silence } from "./silence.ts";
import type { ServiceTimes } from "./times.ts";
import { toldIn } from "./told.ts";

/** What is to be run, and where. */
export interface Order {
  readonly code: string;
  readonly contextId: string;
  readonly env?: Readonly<Record<string, string>> | undefined;
}

export interface Hearing {
  /** Aborting closes the request, by which the service interrupts the code. */
  readonly signal: AbortSignal;
  readonly onOutput?: ((output: Output) => void) | undefined;
}

/** What came of it: only what the service itself has called the end is one. */
export interface Ended {
  /** As the service counts; zero where it does not. */
  readonly count: number;
  readonly error?: ExecutionError;
}

/** Runs code at the service. What it has shown to do once is expected of it from then on. */
export class Executions {
  readonly #requests: Requests;
  readonly #times: ServiceTimes;
  #showsLife = false;
  #tellsBeginnings = false;

  constructor(requests: Requests, times: ServiceTimes) {
    this.#requests = requests;
    this.#times = times;
  }

  /**
   * Rejects with what the status of the answer means; `protocol` where the answer breaks off;
   * `serviceUnreachable` where it stays silent and the service is gone, `timeout` where the service
   * is there, but does nothing; and with what the signal was aborted with.
   */
  async run({ code, contextId, env }: Order, { signal, onOutput }: Hearing): Promise<Ended> {
    using linked = new Linked([signal]);
    using silence = new Silence(this.#times, {
      isAlive: () => this.#isAlive(),
      mustBeat: () => this.#showsLife,
      mustBegin: () => this.#tellsBeginnings,
      giveUp: (failure) => linked.abort(failure),
    });
    const body = { code, context_id: contextId, ...(env !== undefined && { env_vars: env }) };
    const ask = { method: "POST", path: "/execute", body, signal: linked.signal } as const;
    const response = await this.#requests.stream(ask);
    try {
      return await this.#read(silence.over(response), silence, onOutput);
    } catch (error) {
      if (linked.reason !== undefined) throw linked.reason;
      if (error instanceof Failure) throw error;
      throw brokenStream("The connection to the service was cut.", error);
    } finally {
      response.destroy();
    }
  }

  async #read(
    chunks: AsyncIterable<Uint8Array>,
    silence: Silence,
    onOutput: Hearing["onOutput"],
  ): Promise<Ended> {
    let ended: Ended = { count: 0 };
    for await (const line of answerLines(chunks)) {
      const told = toldIn(line);
      if (told?.kind === "end") return ended;
      if (told?.kind === "alive") this.#showsLife = true;
      else silence.begun();
      if (told?.kind === "begun") {
        this.#tellsBeginnings = true;
        ended = { ...ended, count: told.count };
      }
      if (told?.kind === "error") ended = { ...ended, error: told.error };
      if (told?.kind === "output") onOutput?.(told.output);
    }
    throw brokenStream("The service's answer ended before the code did.");
  }

  async #isAlive(): Promise<boolean> {
    using late = new Linked([], this.#times.answerMs);
    const ask = { method: "GET", path: "/health", signal: late.signal } as const;
    const answer = await this.#requests.answer(ask).catch(() => undefined);
    return answer?.status === 200;
  }
}
