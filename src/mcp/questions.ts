import type { Client, Result } from "@modelcontextprotocol/client";
import { Failure } from "../base/failure.ts";
import { abortable } from "./abortable.ts";
import { answerOf, type Peer, rpcCode } from "./peer.ts";
import type { Sdk } from "./sdk.ts";
import type { UnderWay } from "./underWay.ts";

const cancelled = -32_800;
const internalError = -32_603;
const methodNotFound = -32_601;

/**
 * Has the peer answer the requests of a server (until 2025-11-25; later servers ask by results).
 * Question and answer pass as they are. While one is open, no request of ours runs out of time; it
 * is taken back by the server, and with the call that it comes from.
 */
export function answerQuestions(client: Client, peer: Peer, underWay: UnderWay, sdk: Sdk): void {
  // The fallback, for the SDK looks into questions and answers of which it knows the method.
  client.fallbackRequestHandler = async ({ method, params }, { mcpReq: { signal } }) => {
    const call = underWay.onlyCall;
    const either = AbortSignal.any([signal, ...(call?.signal ? [call.signal] : [])]);
    const context = { signal: either, ...(call && { call: call.id }) };
    const asking = (): Promise<unknown> =>
      abortable(answerOf(peer, method, params, context), either);
    const answer = await underWay.hold(asking).catch((error: unknown) => {
      throw rpcError(error, sdk);
    });
    if (answer === undefined) throw new sdk.ProtocolError(methodNotFound, "Method not found");
    return answer as Result;
  };
}

/** An error as the server is told; a code of the protocol stays. */
function rpcError(error: unknown, sdk: Sdk): Error {
  const { code, message, rpc } = Failure.from(error);
  const { data } = rpc ?? (Object(error) as { readonly data?: unknown });
  const usual = code === "cancelled" ? cancelled : internalError;
  return new sdk.ProtocolError(rpcCode(error) ?? usual, message, data);
}
