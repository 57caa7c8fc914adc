import { Failure } from "../base/failure.ts";

/** Source: JSON-RPC 2.0, 4.2, by name. */
export type Params = Readonly<Record<string, unknown>>;

/** What is known where a server asks. */
export interface QuestionContext {
  /** Fires when nobody waits for the answer any more. */
  readonly signal: AbortSignal;
  /** The id of the call that made the server ask, when it can only be that one. */
  readonly call?: string;
  /** What the server calls the question, since 2026-07-28. */
  readonly key?: string;
}

/** What a server finds at the other end of its session, besides one who asks. */
export interface Peer {
  /** Declared in the handshake. */
  readonly capabilities: Readonly<Record<string, unknown>>;
  /**
   * Answers a server's question; undefined says that there is no such method. A rejection is told
   * to the server, by a code of the protocol where the error has one.
   */
  readonly answer?:
    | ((method: string, params: unknown, context: QuestionContext) => Promise<unknown>)
    | undefined;
  /** Hears what the server says unasked, in its own words. Must not throw. */
  readonly onNotify: (method: string, params: Params | undefined) => void;
}

/** The capability without whose declaration a server must not ask. */
const capabilities: Readonly<Record<string, string>> = {
  "elicitation/create": "elicitation",
  "sampling/createMessage": "sampling",
  "roots/list": "roots",
};

const methodNotFound = -32_601;

/** The answer to a server's question, or undefined when nobody answers such. */
export async function answerOf(
  peer: Peer,
  method: string,
  params: unknown,
  context: QuestionContext,
): Promise<unknown> {
  const needed = capabilities[method];
  if (needed !== undefined && peer.capabilities[needed] === undefined) return undefined;
  try {
    return await peer.answer?.(method, params, context);
  } catch (error) {
    if (rpcCode(error) === methodNotFound) return undefined;
    throw error;
  }
}

/** The code of the protocol that an error carries, if it does. */
export function rpcCode(error: unknown): number | undefined {
  if (error instanceof Failure) return error.rpc?.code;
  const { code } = Object(error) as { readonly code?: unknown };
  return typeof code === "number" && Number.isSafeInteger(code) ? code : undefined;
}
