import type { IncomingMessage, ServerResponse } from "node:http";
import type { Refusal } from "./guard.ts";

/** A client may leave this much unread before its connection is cut; one message may be longer. */
const maxUnreadBytes = 16 * 1024 * 1024;

/** Answers with JSON and closes what was not read of the request. */
export function answerJson(
  response: ServerResponse,
  status: number,
  value: unknown,
  headers: Refusal["headers"] = {},
): void {
  if (response.headersSent || response.destroyed) return;
  const isUnread = !response.req.complete;
  response.writeHead(status, {
    "Content-Type": "application/json",
    ...(isUnread && { Connection: "close" }),
    ...headers,
  });
  response.end(JSON.stringify(value));
}

/** Refuses in a way that a JSON-RPC client understands. */
export function answerRefusal(
  response: ServerResponse,
  { status, message, headers, code = -32000 }: Refusal & { readonly code?: number },
): void {
  answerJson(response, status, { jsonrpc: "2.0", error: { code, message }, id: null }, headers);
}

/** Writes unless the reader is too slow: then its connection is cut, and false returned. */
export function writeOrCut(response: ServerResponse, chunk: Uint8Array | string): boolean {
  if (response.destroyed) return false;
  if (response.writableLength > maxUnreadBytes) {
    response.destroy();
    return false;
  }
  response.write(chunk);
  return true;
}

/** The request as the SDK takes it; its body has been read. The signal ends with the connection. */
export function webRequest(request: IncomingMessage, response: ServerResponse): Request {
  const gone = new AbortController();
  response.once("close", () => {
    if (!response.writableFinished) gone.abort();
  });
  const headers = new Headers();
  for (const [name, value] of Object.entries(request.headers))
    for (const each of [value ?? []].flat()) headers.append(name, each);
  const { method = "GET", url = "/" } = request;
  return new Request(new URL(url, "http://localhost"), { method, headers, signal: gone.signal });
}

/** Sends what the SDK answered, as it comes. Settles when all is written or the client is gone. */
export async function sendResponse(answer: Response, response: ServerResponse): Promise<void> {
  if (response.destroyed) {
    await answer.body?.cancel();
    return;
  }
  const isUnread = !response.req.complete;
  response.writeHead(answer.status, {
    ...Object.fromEntries(answer.headers),
    ...(isUnread && { connection: "close" }),
  });
  if (answer.body === null) return void response.end();
  if (answer.headers.get("content-type") === "application/json")
    return void response.end(new Uint8Array(await answer.arrayBuffer()));
  response.flushHeaders();
  const reader: ReadableStreamDefaultReader<Uint8Array> = answer.body.getReader();
  response.once("close", () => void reader.cancel().catch(() => {}));
  try {
    for (;;) {
      const { done, value } = await reader.read();
      if (done || !writeOrCut(response, value)) break;
    }
  } finally {
    response.end();
    await reader.cancel().catch(() => {});
  }
}
