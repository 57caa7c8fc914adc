import { Failure } from "../base/failure.ts";

/** An error as it goes to a client. Source: JSON-RPC 2.0, 5.1. */
export class RpcError extends Error {
  override readonly name = "RpcError";
  readonly code: number;
  readonly data: unknown;

  constructor(code: number, message: string, data?: unknown) {
    super(message);
    this.code = code;
    this.data = data;
  }
}

export const invalidParams = -32602;
export const methodNotFound = -32601;
const internalError = -32603;

/** What went wrong, in the words of the protocol. A server's own error keeps its code and data. */
export function rpcError(error: unknown): RpcError {
  if (error instanceof RpcError) return error;
  const failure = Failure.from(error);
  const { rpc, cause, code, remedy, problems } = failure;
  if (rpc !== undefined) {
    const message = cause instanceof Error ? cause.message : failure.message;
    return new RpcError(rpc.code, message, rpc.data);
  }
  const isCallers = ["unknownServer", "unknownTool", "invalidArguments", "usage"].includes(code);
  const message = remedy === undefined ? failure.message : `${failure.message} ${remedy}`;
  return new RpcError(isCallers ? invalidParams : internalError, message, {
    code,
    ...(problems.length > 0 && { problems }),
  });
}
