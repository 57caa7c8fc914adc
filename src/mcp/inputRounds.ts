import { setTimeout } from "node:timers/promises";
import { Failure } from "../base/failure.ts";
import { abortable } from "./abortable.ts";

/** What a request needs to be asked again with answers. */
export interface Asked {
  /** E.g. `the call of echo`. */
  readonly what: string;
  readonly params: Readonly<Record<string, unknown>>;
  /** Fires when nobody waits for the result any more. Made when a result asks. */
  readonly signal: () => AbortSignal;
  /** Sends the request, each time as a new one, and gives its raw result. */
  readonly send: (params: Readonly<Record<string, unknown>>) => Promise<unknown>;
  /** The answer to one question; undefined when nobody answers such. */
  readonly answer: (method: string, params: unknown, asked: Context) => Promise<unknown>;
}

interface Context {
  readonly signal: AbortSignal;
  /** What the server calls the question. */
  readonly key: string;
}

interface InputRequired {
  readonly resultType: "input_required";
  readonly inputRequests?: unknown;
  readonly requestState?: unknown;
}

const maxRounds = 8;
/** A server that only wants to be asked again is given a moment. */
const pauseMs = 250;
/** The questions that a result may hold. */
const methods = new Set(["elicitation/create", "sampling/createMessage", "roots/list"]);

/**
 * Sends a request and, as long as its result asks for input (2026-07-28), sends it again with the
 * answers and the server's own state, byte for byte. Gives the first result that does not ask.
 */
export async function throughRounds(asked: Asked): Promise<unknown> {
  const { what, params, send } = asked;
  let result = await send(params);
  for (let round = 1; asksForInput(result); round += 1) {
    if (round > maxRounds)
      throw new Failure("protocol", `${capital(what)} asked for input ${round} times.`);
    const { inputRequests, requestState } = result;
    const signal = asked.signal();
    const inputResponses = await responses(inputRequests, asked, signal);
    if (inputResponses === undefined && requestState === undefined)
      throw new Failure("protocol", `${capital(what)} asked for input, but not for which.`);
    if (inputResponses === undefined) await abortable(setTimeout(pauseMs), signal);
    result = await send({
      ...params,
      ...(inputResponses && { inputResponses }),
      ...(requestState !== undefined && { requestState }),
    });
  }
  return result;
}

/** The answers by the questions' keys; undefined without questions. One failure ends them all. */
async function responses(
  inputRequests: unknown,
  { what, answer }: Asked,
  signal: AbortSignal,
): Promise<Readonly<Record<string, unknown>> | undefined> {
  const questions = Object.entries(isRecord(inputRequests) ? inputRequests : {});
  if (questions.length === 0) return undefined;
  const failed = new AbortController();
  const either = AbortSignal.any([signal, failed.signal]);
  const answering = questions.map(async ([key, question]) => {
    const { method, params } = isRecord(question) ? question : {};
    if (typeof method !== "string" || !methods.has(method))
      throw new Failure("protocol", `${capital(what)} asked for input of an unknown kind.`);
    const response = await answer(method, params, { signal: either, key });
    if (response === undefined)
      throw new Failure("protocol", `${capital(what)} needs ${method}, which nobody answers here.`);
    return [key, response] as const;
  });
  try {
    return Object.fromEntries(await abortable(Promise.all(answering), signal));
  } catch (error) {
    failed.abort(error);
    throw Failure.from(error, "cancelled");
  }
}

const asksForInput = (result: unknown): result is InputRequired =>
  isRecord(result) && result["resultType"] === "input_required";

const isRecord = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === "object" && value !== null && !Array.isArray(value);

const capital = (words: string): string => words.charAt(0).toUpperCase() + words.slice(1);
