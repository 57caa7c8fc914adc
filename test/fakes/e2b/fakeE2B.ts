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
import { interpreter } from "./interpreter/interpreter.ts";
import { forward } from "./ports/forward.ts";
import type { FakeSandbox } from "./sandbox.ts";
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
const interpreterPort = 49_999;
const tokenHeader = "e2b-traffic-access-token";

/**
 * A fake of E2B's service for tests: control plane, in-sandbox daemon, code interpreter and users'
 * own ports on one port of 127.0.0.1. Its sandboxes are folders and plain processes of this
 * machine. It isolates nothing.
 *
 * Different from the real one: what this machine has at the top of its disk (`/usr`, `/etc`) is
 * what programs see there, and file calls do not reach it; all else (`/data`) is the sandbox's own.
 * A sandbox with an allow-list is offline, and headers are not injected: rules are kept and shown.
 * Snapshots and forks have the disk, not the programs. Code runs in small kernels on Python's and
 * Node's own libraries: no magics, no plots, no R, Java or Deno.
 * Not there: terminals, polled watches, file metadata, volumes, secrets, builds of templates, an
 * MCP gateway, WebSockets to users' ports.
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

  /** How many streams of commands, watches, cells and users' ports are open. */
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
    if (port === envdPort) return envd(sandbox, this.faults, exchange);
    admit(sandbox, exchange);
    const { contexts } = sandbox;
    if (port === interpreterPort && contexts)
      return interpreter(sandbox, contexts, this.faults, exchange);
    if (!(await forward(sandbox, port, exchange))) throw portClosed(id, port);
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
    const bearer = header(exchange, "authorization")?.replace(/^Bearer /, "");
    if ((header(exchange, "x-api-key") ?? bearer) !== this.apiKey)
      throw new Refusal(401, "Invalid API key");
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

/** Whoever may not come by a token of its own, may by the sandbox's. */
function admit({ id, trafficToken }: FakeSandbox, exchange: Exchange): void {
  const given = header(exchange, tokenHeader);
  if (trafficToken === null || given === trafficToken) return;
  const what = given === undefined ? "Token header" : "Provided token in header";
  const why = given === undefined ? "missing" : "invalid";
  const message = `Sandbox is secured with traffic access token. ${what} '${tokenHeader}' is ${why}`;
  throw new Refusal(403, message, { details: { sandboxId: id } });
}

const portClosed = (sandboxId: string, port: number): Refusal =>
  new Refusal(502, "The sandbox is running but port is not open", { details: { sandboxId, port } });
