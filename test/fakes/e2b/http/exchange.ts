import type { IncomingMessage, ServerResponse } from "node:http";
import { buffer } from "node:stream/consumers";
import { Refusal } from "./refusal.ts";

/** One request and the place for its answer. */
export interface Exchange {
  readonly request: IncomingMessage;
  readonly response: ServerResponse;
  readonly url: URL;
}

/** What the client sent, as JSON; nothing at all counts as `{}`. */
export async function jsonOf({ request }: Exchange): Promise<unknown> {
  const text = (await buffer(request)).toString();
  try {
    return text === "" ? {} : JSON.parse(text);
  } catch {
    throw new Refusal(400, "The body is not JSON");
  }
}

export function answer(
  { response }: Exchange,
  status: number,
  value?: unknown,
  headers: Readonly<Record<string, string>> = {},
): void {
  if (value === undefined) response.writeHead(status, headers).end();
  else {
    const type = { "content-type": "application/json" };
    response.writeHead(status, { ...type, ...headers }).end(JSON.stringify(value));
  }
}

/** The first value of a header, if it is there. */
export function header({ request }: Exchange, name: string): string | undefined {
  const value = request.headers[name];
  return Array.isArray(value) ? value[0] : value;
}
