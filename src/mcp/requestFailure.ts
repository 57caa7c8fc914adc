import { Failure } from "../base/failure.ts";
import { abortFailure } from "./abortable.ts";
import type { Sdk } from "./sdk.ts";

/** What is known of a request that failed, beside the error. */
export interface FailedRequest {
  /** E.g. `the call of echo`. */
  readonly what: string;
  readonly timeoutMs: number;
  readonly signal?: AbortSignal | undefined;
  /** Why the connection is over, when it is. */
  readonly ended: Failure | undefined;
}

/** What such a server would answer itself. */
const methodNotFound = -32_601;

/** The only place that knows the SDK's errors. */
export function requestFailure(error: unknown, request: FailedRequest, sdk: Sdk): Failure {
  if (error instanceof Failure) return error;
  if (request.signal?.aborted === true) return abortFailure(request.signal);
  if (sdk.ProtocolError.isInstance(error))
    return new Failure(
      "serverError",
      `The server answered ${request.what} with an error: ${error.message}`,
      {
        cause: error,
        rpc: { code: error.code, ...(error.data !== undefined && { data: error.data }) },
      },
    );
  if (
    sdk.SdkError.isInstance(error) &&
    error.code === sdk.SdkErrorCode.MethodNotSupportedByProtocolVersion
  )
    return new Failure("serverError", `The server's MCP revision has no ${request.what}.`, {
      cause: error,
      rpc: { code: methodNotFound },
    });
  if (request.ended !== undefined) return request.ended;
  if (!sdk.SdkError.isInstance(error)) return Failure.from(error);
  if (error.code === sdk.SdkErrorCode.RequestTimeout)
    return new Failure(
      "timeout",
      `No answer to ${request.what} within ${seconds(request.timeoutMs)} s.`,
      {
        cause: error,
        remedy: "Raise requestTimeoutSeconds, or look at the server's log.",
      },
    );
  return new Failure("protocol", `The server broke the protocol: ${error.message}`, {
    cause: error,
  });
}

/** What is left of a deadline is a little less than what was set: said as it was set. */
function seconds(ms: number): number {
  if (ms >= 10_000) return Math.round(ms / 1000);
  return ms >= 1000 ? Math.round(ms / 100) / 10 : ms / 1000;
}
