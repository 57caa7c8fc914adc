import { once } from "node:events";
import { createServer, type IncomingMessage, type Server, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { lifeRoutes } from "./control/lifeRoutes.ts";
import { listRoutes } from "./control/listRoutes.ts";
import { match } from "./control/route.ts";
import { snapshotRoutes } from "./control/snapshotRoutes.ts";
import { envd } from "./envd/envd.ts";
import { Faults, type Knobs } from "./faults.ts";
import { answer, header, type Exchange } from "./http/exchange.ts";
import { Refusal } from "./http/refusal.ts";
import { sandboxOf } from "./sandboxOf.ts";
import { Sandboxes } from "./sandboxes.ts";

export interface FakeOptions {
  readonly port?: number;
  readonly apiKey?: string;
  /** The sandbox that a client in debug mode takes for granted is there, and takes no token. */
  readonly debug?: boolean;
  readonly knobs?: Partial<Knobs>;
}

const routes = { ...lifeRoutes, ...listRoutes, ...snapshotRoutes };
const envdPort = 49_983;

/**
 * A fake of E2B's service for tests: control plane and in-sandbox daemon on one port of 127.0.0.1.
 * Its sandboxes are folders and plain processes of this machine. It isolates nothing.
 * Not there: terminals, code interpreter and other ports, file metadata, volumes, secrets, builds of
 * templates, allow-lists and header injection (they are kept and shown, and allow nothing).
 */
export class FakeE2B implements AsyncDisposable {
  readonly apiKey: string;
  readonly url: string;
  readonly faults: Faults;
  readonly sandboxes: Sandboxes;
  readonly #server: Server;

  private constructor(server: Server, apiKey: string, faults: Faults) {
    const { port } = server.address() as AddressInfo;
    this.url = `http://127.0.0.1:${port}`;
    this.apiKey = apiKey;
    this.faults = faults;
    this.sandboxes = new Sandboxes(faults);
    this.#server = server;
    server.on("request", (request, response) => void this.#handle(request, response));
  }

  static async start(options: FakeOptions = {}): Promise<FakeE2B> {
    const { port = 0, apiKey = "e2b_fake", debug = false, knobs } = options;
    const server = createServer({
      requestTimeout: 0,
      headersTimeout: 0,
      keepAliveTimeout: 640_000,
    });
    server.listen(port, "127.0.0.1");
    await once(server, "listening");
    const fake = new FakeE2B(server, apiKey, new Faults(knobs));
    if (debug) await fake.sandboxes.createDebug();
    return fake;
  }

  /** What a client needs to know, by the names of the SDK's options. */
  get connection(): { apiKey: string; apiUrl: string; sandboxUrl: string } {
    return { apiKey: this.apiKey, apiUrl: this.url, sandboxUrl: this.url };
  }

  /** What is left of the clients' doings: sandboxes, paused ones too, and real processes. */
  get counts(): { readonly sandboxes: number; readonly processes: number } {
    const { all, pids } = this.sandboxes;
    return { sandboxes: all.length, processes: pids.length };
  }

  /** How many streams of commands and watches are open. */
  get openStreams(): number {
    return this.sandboxes.all.reduce((sum, { streams }) => sum + streams.size, 0);
  }

  /** Cuts the open streams of one sandbox, or of all, without an end. */
  dropStreams({ sandboxId, ...how }: { sandboxId?: string; midEnvelope?: boolean } = {}): void {
    for (const sandbox of this.sandboxes.all)
      if (sandboxId === undefined || sandbox.id === sandboxId) sandbox.cutStreams(how);
  }

  /** Ends one's lifetime now: it is killed, or paused if it was made so. */
  expire(sandboxId: string): void {
    this.sandboxes.get(sandboxId).expire();
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#server.close();
    await this.sandboxes[Symbol.asyncDispose]();
    this.#server.closeAllConnections();
  }

  async #handle(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const exchange = { request, response, url: new URL(request.url ?? "/", this.url) };
    try {
      await this.#route(exchange);
    } catch (error) {
      if (response.headersSent || response.destroyed) return void response.destroy();
      const refusal = error instanceof Refusal ? error : new Refusal(500, String(error));
      answer(exchange, refusal.status, refusal.body, refusal.headers);
    }
  }

  async #route(exchange: Exchange): Promise<void> {
    const call = `${exchange.request.method} ${exchange.url.pathname}`;
    if (this.#trouble(call)) return void exchange.request.socket.destroy();
    const { id, port } = sandboxOf(exchange);
    if (id === undefined) return this.#control(call, exchange);
    const sandbox = this.#awake(id);
    if (port !== envdPort) throw portClosed(id, port);
    await envd(sandbox, this.faults, exchange);
  }

  /** True when the connection is to be closed; throws when a refusal is due. */
  #trouble(call: string): boolean {
    if (this.faults.knobs.unreachable) return true;
    const trouble = this.faults.take(call);
    if (!trouble) return false;
    const { status, message = "As planned", retryAfterS } = trouble;
    if (status === "hangUp") return true;
    const headers = retryAfterS === undefined ? {} : { "retry-after": String(retryAfterS) };
    throw new Refusal(status, message, { headers });
  }

  async #control(call: string, exchange: Exchange): Promise<void> {
    if (header(exchange, "x-api-key") !== this.apiKey) throw new Refusal(401, "Invalid API key");
    const found = match(routes, call);
    if (!found) throw new Refusal(404, "no matching operation was found");
    await found.handler(this, exchange, found.id);
  }

  /** A call to a paused sandbox wakes it if it was made so. */
  #awake(id: string): ReturnType<Sandboxes["get"]> {
    const sandbox = this.sandboxes.find(id);
    if (sandbox?.state === "paused" && sandbox.wish.autoResume?.enabled) sandbox.resume();
    if (sandbox?.state === "running") return sandbox;
    throw new Refusal(502, "The sandbox was not found", { details: { sandboxId: id } });
  }
}

const portClosed = (sandboxId: string, port: number): Refusal =>
  new Refusal(502, "The sandbox is running but port is not open", { details: { sandboxId, port } });
