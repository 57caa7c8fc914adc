import type { Client } from "@modelcontextprotocol/client";
import { throughRounds } from "./inputRounds.ts";
import { metaOf } from "./meta.ts";
import { answerOf, type Params, type Peer } from "./peer.ts";
import { rawResult } from "./rawResults.ts";
import { requestFailure } from "./requestFailure.ts";
import type { Sdk } from "./sdk.ts";
import type { Progress } from "./server.ts";
import type { ProcessTransport } from "./transport.ts";
import { longestMs, type UnderWay } from "./underWay.ts";

/** What the requests of a session need of it. */
export interface RequestParts {
  readonly sdk: Sdk;
  readonly client: Client;
  readonly transport: ProcessTransport;
  readonly modern: boolean;
  readonly peer: Peer;
  readonly underWay: UnderWay;
}

export interface RequestOptions {
  readonly timeoutMs: number;
  readonly signal?: AbortSignal | undefined;
}

export interface CallOptions extends RequestOptions {
  readonly onProgress?: ((progress: Progress) => void) | undefined;
  /** Its id for whoever is asked on its behalf. */
  readonly call?: string | undefined;
  /** What can be asked on its behalf; all that is declared when absent. */
  readonly capabilities?: Params | undefined;
}

export interface Request extends CallOptions {
  /** E.g. `the call of echo`. */
  readonly what: string;
  readonly method: string;
  readonly params: Readonly<Record<string, unknown>>;
}

/** Sends the requests of one session. Results are raw; what fails, fails with a Failure. */
export class Requests {
  /** From which level on log messages of a call are wanted, since 2026-07-28. */
  logLevel: unknown = "info";
  readonly #parts: RequestParts;
  readonly #gone = new AbortController();

  constructor(parts: RequestParts) {
    this.#parts = parts;
    void parts.transport.ended.then((reason) => this.#gone.abort(reason));
  }

  /** Progress starts the time anew. A signal cancels it at the server too, and is not waited for. */
  async send(request: Request): Promise<unknown> {
    const { what, params, call, signal } = request;
    const { modern, peer } = this.#parts;
    if (!modern) return this.#once(request);
    return throughRounds({
      ...{ what, params },
      signal: () => AbortSignal.any([this.#gone.signal, ...(signal ? [signal] : [])]),
      send: (withAnswers) => this.#once({ ...request, params: withAnswers }),
      answer: (method, question, asked) =>
        answerOf(peer, method, question, { ...asked, ...(call !== undefined && { call }) }),
    });
  }

  async #once({ what, method, params, timeoutMs, ...options }: Request): Promise<unknown> {
    const { client, sdk, modern, peer, transport, underWay } = this.#parts;
    const late = new AbortController();
    const { call: id, signal: givenUp } = options;
    const call = id === undefined ? undefined : { id, signal: givenUp };
    const waiting = underWay.begin(timeoutMs, call, () =>
      late.abort(new sdk.SdkError(sdk.SdkErrorCode.RequestTimeout, "Request timed out")),
    );
    const signal = AbortSignal.any([late.signal, ...(givenUp ? [givenUp] : [])]);
    const { capabilities } = options;
    const own = modern ? { logLevel: this.logLevel, ...declared(peer, capabilities) } : {};
    const _meta = metaOf(params["_meta"], own);
    try {
      return await client.request({ method, params: { ...params, _meta } }, rawResult, {
        // The SDK keeps no time: ours stands still while a question of the server is open.
        ...{ timeout: longestMs, signal },
        onprogress: ({ progress, total, message }) => {
          waiting.restart();
          options.onProgress?.({
            progress,
            ...(total !== undefined && { total }),
            ...(message !== undefined && { message }),
          });
        },
      });
    } catch (error) {
      const known = { what, timeoutMs, signal: givenUp, ended: transport.reason };
      throw requestFailure(error, known, sdk);
    } finally {
      waiting.end();
    }
  }
}

/** Since 2026-07-28 each request says what its sender can be asked, and no more than is answered here. */
function declared(
  peer: Peer,
  capabilities: Params | undefined,
): { readonly clientCapabilities?: Params } {
  if (capabilities === undefined) return {};
  const both = Object.keys(peer.capabilities).filter((name) => capabilities[name] !== undefined);
  return { clientCapabilities: Object.fromEntries(both.map((name) => [name, capabilities[name]])) };
}
