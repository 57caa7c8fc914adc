import { createServer, type IncomingMessage, type Server, type ServerResponse } from "node:http";
import { Failure } from "../../base/failure.ts";
import type { Log } from "../../base/log.ts";
import type { Answers } from "../answers.ts";
import type { Introduction } from "../introduction.ts";
import type { Relay } from "../relay.ts";
import { Rounds } from "../rounds.ts";
import { loadSdk, type Sdk } from "../sdk.ts";
import { answerJson, answerRefusal } from "./answer.ts";
import { Endpoint } from "./endpoint.ts";
import { Guard, isLoopback } from "./guard.ts";
import { Rest } from "./rest.ts";
import { listenOnSocket } from "./socket.ts";

export interface GatewayOptions {
  /** Default: 127.0.0.1. */
  readonly host?: string;
  /** Default: any that is free. */
  readonly port?: number;
  /** A Unix socket, or a named pipe on Windows, instead of host and port. */
  readonly socket?: string | undefined;
  /** What clients must show; may be left out on loopback and on a socket only. */
  readonly token?: string | undefined;
  readonly version: string;
  readonly log: Log;
  /** A session without an open request or stream ends after this time. */
  readonly idleMs?: number;
  /** The same where its client listened and does no more. */
  readonly leftMs?: number;
  readonly maxSessions?: number;
}

const defaults = {
  ...{ host: "127.0.0.1", port: 0 },
  ...{ idleMs: 30 * 60_000, leftMs: 5 * 60_000, maxSessions: 100 },
};

type Settled = GatewayOptions & typeof defaults;

/** Serves MCP over HTTP to whoever shows the token, each relay at a path of its own. */
export class Gateway implements AsyncDisposable {
  readonly #options: Settled;
  readonly #sdk: Sdk;
  readonly #guard: Guard;
  readonly #server: Server;
  readonly #endpoints = new Map<string, Endpoint>();
  readonly #rounds = new Rounds();
  #rest: Rest | undefined;

  private constructor(options: Settled, sdk: Sdk) {
    this.#options = options;
    this.#sdk = sdk;
    this.#guard = new Guard(options);
    this.#server = createServer(
      { maxHeaderSize: 16 * 1024, headersTimeout: 10_000, requestTimeout: 60_000 },
      (request, response) => void this.#serve(request, response),
    );
    this.#server.maxConnections = 1000;
  }

  /** Settles when it listens. Rejects with `config` where it may not or cannot. */
  static async listen(options: GatewayOptions): Promise<Gateway> {
    const settled = { ...defaults, ...options };
    const { host, port, socket, token } = settled;
    if (token === undefined && socket === undefined && !isLoopback(host))
      throw new Failure("config", `Whoever reaches ${host} could run the servers.`, {
        remedy: "Serve with a token.",
      });
    const gateway = new Gateway(settled, await loadSdk());
    if (socket === undefined) await listen(gateway.#server, host, port);
    else await listenOnSocket(gateway.#server, socket);
    return gateway;
  }

  /** Where it is, without a path; on a socket, what clients call it there. */
  get origin(): string {
    const address = this.#server.address();
    if (typeof address === "string") return "http://localhost";
    const { host } = this.#options;
    const port = typeof address === "object" && address !== null ? address.port : 0;
    return `http://${host.includes(":") ? `[${host}]` : host}:${port}`;
  }

  /** Serves a relay at a path from now on. Closing the relay stays the caller's. */
  add(path: string, relay: Answers, introduction?: () => Promise<Introduction>): void {
    const { version, idleMs, leftMs, maxSessions: max } = this.#options;
    const parts = { relay, version, sdk: this.#sdk, rounds: this.#rounds, introduction };
    this.#endpoints.set(path, new Endpoint({ ...parts, sessions: { idleMs, leftMs, max } }));
  }

  /** Serves the tools of a relay as `POST /api/SERVER/TOOL` besides. */
  addRest(relay: Relay): void {
    this.#rest = new Rest(relay, this.#options.version);
  }

  /** Ends a path and all that goes on there. */
  async remove(path: string): Promise<void> {
    const endpoint = this.#endpoints.get(path);
    this.#endpoints.delete(path);
    await endpoint?.[Symbol.asyncDispose]();
  }

  /** Ends every session and stream, then the listening. */
  async [Symbol.asyncDispose](): Promise<void> {
    this.#rounds.end();
    await Promise.all([...this.#endpoints.keys()].map((path) => this.remove(path)));
    const closed = new Promise((resolve) => this.#server.close(resolve));
    this.#server.closeAllConnections();
    await closed;
  }

  /** Never rejects: what goes wrong here is one client's, and told to it. */
  async #serve(request: IncomingMessage, response: ServerResponse): Promise<void> {
    response.on("error", () => {}); // the client went away
    try {
      const path = (request.url ?? "/").split("?")[0] ?? "/";
      const refusal = this.#guard.refuse(request, path === "/health");
      if (refusal !== undefined) return answerRefusal(response, refusal);
      if (path === "/health") return this.#health(request, response);
      if (this.#rest !== undefined && Rest.isAt(path))
        return await this.#rest.serve(request, response, path);
      const endpoint = this.#endpoints.get(path);
      if (endpoint === undefined)
        return answerRefusal(response, { status: 404, message: "Nothing is served here." });
      await endpoint.serve(request, response);
    } catch (error) {
      this.#options.log.error(`A request failed: ${Failure.from(error).message}`);
      answerRefusal(response, { status: 500, code: -32603, message: "Internal error" });
      if (!response.writableEnded) response.destroy();
    }
  }

  #health({ method }: IncomingMessage, response: ServerResponse): void {
    const allow = { Allow: "GET" };
    if (method === "GET")
      answerJson(response, 200, { status: "ok", version: this.#options.version });
    else answerRefusal(response, { status: 405, message: "Method not allowed.", headers: allow });
  }
}

function listen(server: Server, host: string, port: number): Promise<void> {
  return new Promise((resolve, reject) => {
    server.once("error", (error: NodeJS.ErrnoException) => {
      const message = `${host}:${port} cannot be listened on: ${error.code ?? error.message}.`;
      reject(new Failure("config", message, { cause: error }));
    });
    server.listen(port, host, resolve);
  });
}
