import { type ClientRequest, type IncomingMessage, request as plain } from "node:http";
import { request as secure } from "node:https";
import { text } from "node:stream/consumers";
import { Failure } from "../../base/failure.ts";
import type { ServiceAddress } from "./address.ts";
import { refusal, unreachable } from "./serviceFailure.ts";

export interface Ask {
  readonly method: "GET" | "POST" | "DELETE";
  readonly path: string;
  readonly body?: object;
  readonly signal: AbortSignal;
}

export interface Answer {
  readonly status: number;
  readonly text: string;
}

/**
 * Asks the service, each time over a connection of its own and by HTTP/1.1: closing it is how the
 * service hears that an answer is no longer wanted, and no other request is held up or cut by it.
 */
export class Requests {
  readonly #address: () => Promise<ServiceAddress>;

  constructor(address: () => Promise<ServiceAddress>) {
    this.#address = address;
  }

  async url(): Promise<string> {
    return (await this.#address()).url;
  }

  /** The whole answer, whatever its status. Rejects with `serviceUnreachable`, `cancelled`, `timeout`. */
  async answer(ask: Ask): Promise<Answer> {
    const { url } = await this.#address();
    const response = await this.#send(ask);
    try {
      return { status: response.statusCode ?? 0, text: await text(response) };
    } catch (error) {
      throw failureOf(error, ask.signal, url);
    }
  }

  /** What the service answers as JSON. Rejects also with what the status means, and `protocol`. */
  async json(ask: Ask): Promise<unknown> {
    const { url } = await this.#address();
    const answer = await this.answer(ask);
    if (answer.status < 200 || answer.status > 299) throw refusal(answer, url);
    if (answer.text.trim() === "") return undefined;
    try {
      return JSON.parse(answer.text) as unknown;
    } catch (error) {
      const what = `The service at ${url} answered ${ask.path} with something that is no JSON.`;
      throw new Failure("protocol", what, { cause: error });
    }
  }

  /** An answer that is read as it comes. Rejects as `json` does. */
  async stream(ask: Ask): Promise<IncomingMessage> {
    const { url } = await this.#address();
    const response = await this.#send(ask);
    const { statusCode: status = 0 } = response;
    if (status === 200) return response;
    throw refusal({ status, text: await text(response).catch(() => "") }, url);
  }

  async #send({ method, path, body, signal }: Ask): Promise<IncomingMessage> {
    const { url, headers } = await this.#address();
    const sent = body === undefined ? undefined : Buffer.from(JSON.stringify(body));
    const send = url.startsWith("https:") ? secure : plain;
    return new Promise<IncomingMessage>((resolve, reject) => {
      const request: ClientRequest = send(`${url}${path}`, {
        ...{ method, signal, agent: false },
        headers: {
          ...headers,
          Accept: "application/json",
          ...(sent && { "Content-Type": "application/json", "Content-Length": sent.length }),
        },
      });
      request.once("response", resolve);
      request.on("error", (error) => reject(failureOf(error, signal, url)));
      request.end(sent);
    });
  }
}

/** What a request came to: what its signal was aborted with, else that nobody answers. */
function failureOf(error: unknown, signal: AbortSignal, url: string): Failure {
  if (!signal.aborted) return unreachable(error, url);
  const { reason } = signal as { readonly reason: unknown };
  if (!(reason instanceof Failure)) return new Failure("cancelled", "Cancelled.");
  return reason.code === "timeout" ? late(url, reason) : reason;
}

const late = (url: string, cause: Failure): Failure =>
  new Failure("timeout", `No answer from ${url} in time.`, { cause });
