import { randomBytes } from "node:crypto";
import type { Progress } from "../mcp/server.ts";
import type { Params } from "./backend.ts";
import type { AskContext, Caller } from "./callers.ts";
import { invalidParams, RpcError } from "./rpcError.ts";

interface Question {
  readonly method: string;
  readonly params: Params;
  readonly resolve: (answer: unknown) => void;
  readonly reject: (reason: Error) => void;
}

export type Ask = NonNullable<Caller["ask"]>;

export interface RoundWork {
  (side: {
    readonly signal: AbortSignal;
    readonly ask: Ask;
    readonly onProgress: (progress: Progress) => void;
  }): Promise<unknown>;
}

/**
 * A request that may stop to ask its client. Since 2026-07-28 a question is the answer of one HTTP
 * exchange and comes back answered in the next: the request goes on meanwhile. Source: MCP
 * `InputRequiredResult`.
 */
class Round {
  onProgress: ((progress: Progress) => void) | undefined;
  readonly #controller = new AbortController();
  readonly #questions = new Map<string, Question>();
  /** Answers that came before their questions: a client may know what it will be asked. */
  readonly #early = new Map<string, unknown>();
  readonly #done: Promise<() => unknown>;
  #count = 0;
  #onAsked: () => void = () => {};

  constructor(work: RoundWork) {
    const working = work({
      signal: this.#controller.signal,
      ask: (...question) => this.#ask(...question),
      onProgress: (progress) => this.onProgress?.(progress),
    });
    this.#done = working.then(
      (result) => () => result,
      (error: unknown) => () => {
        throw error;
      },
    );
  }

  /** The result, or undefined when there are questions first. */
  async next(signal: AbortSignal): Promise<(() => unknown) | undefined> {
    const abort = (): void => this.abort();
    signal.addEventListener("abort", abort, { once: true });
    try {
      const asked = new Promise<undefined>((resolve) => {
        this.#onAsked = () => resolve(undefined);
        if (this.#questions.size > 0) resolve(undefined);
      });
      return await Promise.race([this.#done, asked]);
    } finally {
      signal.removeEventListener("abort", abort);
    }
  }

  get questions(): Params {
    return Object.fromEntries(
      [...this.#questions].map(([key, { method, params }]) => [key, { method, params }]),
    );
  }

  /** Hands over what the client answered. What it left out is asked again. */
  answer(answers: Params): void {
    this.#early.clear();
    for (const [key, answer] of Object.entries(answers)) {
      const question = this.#questions.get(key);
      if (question === undefined) this.#early.set(key, answer);
      question?.resolve(answer);
      this.#questions.delete(key);
    }
  }

  abort(): void {
    this.#controller.abort();
    for (const { reject } of this.#questions.values())
      reject(new RpcError(invalidParams, "The client did not answer."));
    this.#questions.clear();
  }

  #ask(method: string, params: Params, { signal, key: given }: AskContext): Promise<unknown> {
    // Servers of before 2026-07-28 give their questions no names.
    const isFree = given !== undefined && !this.#questions.has(given);
    const key = isFree ? given : `question-${++this.#count}`;
    if (this.#early.has(key)) return Promise.resolve(this.#takeEarly(key));
    return new Promise((resolve, reject) => {
      const withdraw = (): void => {
        this.#questions.delete(key);
        reject(new RpcError(invalidParams, "The server no longer waits for an answer."));
      };
      signal.addEventListener("abort", withdraw, { once: true });
      this.#questions.set(key, { method, params, resolve, reject });
      this.#onAsked();
    });
  }

  #takeEarly(key: string): unknown {
    const answer = this.#early.get(key);
    this.#early.delete(key);
    return answer;
  }
}

const defaultAnswerMs = 10 * 60_000;
const maxWaiting = 1000;

/** Requests that wait for their clients' answers, each under a name that cannot be guessed. */
export class Rounds {
  readonly #waiting = new Map<string, { readonly round: Round; readonly timer: NodeJS.Timeout }>();
  readonly #answerMs: number;

  constructor(answerMs = defaultAnswerMs) {
    this.#answerMs = answerMs;
  }

  /** Begins a request, or goes on with the one that `state` names. Rejects as the request does. */
  async take(
    work: RoundWork,
    given: { readonly state: unknown; readonly answers: Params | undefined },
    side: { readonly signal: AbortSignal; readonly onProgress: (progress: Progress) => void },
  ): Promise<unknown> {
    const round = given.state === undefined ? new Round(work) : this.#resume(given.state);
    round.onProgress = side.onProgress;
    round.answer(given.answers ?? {});
    const done = await round.next(side.signal);
    if (done !== undefined) return done();
    const requestState = this.#wait(round);
    return { resultType: "input_required", inputRequests: round.questions, requestState };
  }

  /** Gives up on everything that waits. */
  end(): void {
    for (const { round, timer } of this.#waiting.values()) {
      clearTimeout(timer);
      round.abort();
    }
    this.#waiting.clear();
  }

  #wait(round: Round): string {
    if (this.#waiting.size >= maxWaiting) {
      round.abort();
      throw new RpcError(-32603, "Too many requests wait for answers.");
    }
    const state = randomBytes(32).toString("base64url");
    const timer = setTimeout(() => {
      this.#waiting.delete(state);
      round.abort();
    }, this.#answerMs);
    timer.unref();
    this.#waiting.set(state, { round, timer });
    return state;
  }

  #resume(state: unknown): Round {
    const found = typeof state === "string" ? this.#waiting.get(state) : undefined;
    if (found === undefined)
      throw new RpcError(invalidParams, "Invalid or expired requestState", {
        reason: "invalid_request_state",
      });
    this.#waiting.delete(String(state));
    clearTimeout(found.timer);
    return found.round;
  }
}
