import type { IncomingMessage } from "node:http";
import type { Refusal } from "./guard.ts";

/** The longest request that is taken: files travel as base64 in arguments. */
const maxBodyBytes = 32 * 1024 * 1024;
const maxBatch = 100;

export type Body = { readonly value: unknown } | { readonly refusal: RpcRefusal };

/** A refusal that a JSON-RPC client understands. */
export interface RpcRefusal extends Refusal {
  readonly code: number;
}

const refuse = (status: number, code: number, message: string): Body => ({
  refusal: { status, code, message },
});

/** Reads a message or several of JSON-RPC, so that nothing else gets further. */
export async function readBody(request: IncomingMessage): Promise<Body> {
  const body = await readJson(request);
  return "refusal" in body ? body : checked(body.value);
}

/** Reads a request's JSON, and never more of it than is taken. */
export async function readJson(request: IncomingMessage, maxBytes = maxBodyBytes): Promise<Body> {
  const type = request.headers["content-type"]?.split(";")[0]?.trim().toLowerCase();
  if (type !== "application/json")
    return refuse(415, -32600, "Content-Type must be application/json.");
  const tooLarge = refuse(413, -32600, `A request may have ${maxBytes} bytes.`);
  if (Number(request.headers["content-length"] ?? 0) > maxBytes) return tooLarge;
  const chunks: Buffer[] = [];
  let length = 0;
  try {
    for await (const chunk of request as AsyncIterable<Buffer>) {
      length += chunk.length;
      if (length > maxBytes) return tooLarge;
      chunks.push(chunk);
    }
    return { value: JSON.parse(Buffer.concat(chunks).toString("utf8")) as unknown };
  } catch {
    return refuse(400, -32700, "Parse error: the request is no JSON.");
  }
}

/** Whether it can be a message at all. */
function checked(value: unknown): Body {
  const isBatch = Array.isArray(value);
  const messages: readonly unknown[] = isBatch ? value : [value];
  if (isBatch && messages.length > maxBatch)
    return refuse(400, -32600, `A batch may have ${maxBatch} messages.`);
  if (messages.length === 0 || !messages.every(isMessage))
    return refuse(400, -32600, "Invalid Request: this is no JSON-RPC message.");
  return { value };
}

const isMessage = (value: unknown): boolean =>
  typeof value === "object" && value !== null && "jsonrpc" in value && value.jsonrpc === "2.0";
