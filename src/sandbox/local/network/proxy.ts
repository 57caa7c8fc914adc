import { createServer, type IncomingMessage, type Server, type ServerResponse } from "node:http";
import type { Duplex } from "node:stream";
import type { Decisions } from "./decisions.ts";
import { openRoute, type Route, routeTo } from "./dial.ts";
import { forward, readPlain } from "./forward.ts";
import { type Target, target } from "./hostName.ts";
import { Refusal } from "./refusal.ts";
import { type Resolve, sparing } from "./resolver.ts";
import { anyHost, type Rule, ruleFor } from "./rules.ts";
import { join, listen, tlsThrough, unrecognizedName } from "./tunnel.ts";
import { userProxyFor } from "./userProxy.ts";

export interface ProxyOptions {
  readonly rules: readonly Rule[];
  readonly decisions: Decisions;
  readonly resolve: Resolve;
  /** The host's environment: the user's own proxy. */
  readonly env: Readonly<Record<string, string | undefined>>;
}

const notAllowed = "not in the allow-list";

/** An HTTP proxy without a port: it serves the streams that it is handed. Denies by default. */
export class Proxy {
  readonly #options: ProxyOptions;
  readonly #resolve: Resolve;
  readonly #server: Server;
  /** Where a stream that turned out to speak plain HTTP inside a tunnel leads. */
  readonly #tunnels = new WeakMap<Duplex, Target>();

  constructor(options: ProxyOptions) {
    this.#options = options;
    this.#resolve = sparing(options.resolve);
    this.#server = createServer({ maxHeaderSize: 16_384, insecureHTTPParser: false });
    this.#server.on("connect", (request: IncomingMessage, stream: Duplex, head: Buffer) => {
      void this.#connect(request, stream, head);
    });
    this.#server.on("request", (request: IncomingMessage, response: ServerResponse) => {
      void this.#request(request, response);
    });
    this.#server.on("clientError", (_error: Error, stream: Duplex) => {
      if (stream.writable) stream.end("HTTP/1.1 400 Bad Request\r\nConnection: close\r\n\r\n");
      else stream.destroy();
    });
  }

  /** Serves a program's connection until it closes. */
  accept(stream: Duplex): void {
    this.#server.emit("connection", stream);
  }

  async #connect(request: IncomingMessage, stream: Duplex, head: Buffer): Promise<void> {
    const to = this.#tunnels.has(stream) ? undefined : target(request.url ?? "");
    if (to === undefined) {
      this.#options.decisions.refused(request.url ?? "", "not a host and a port");
      return answer(stream, 400, "This is not a host and a port.");
    }
    if (head.length > 0) stream.unshift(head);
    try {
      const { rule, route } = await this.#decide(to, "tunnel");
      const upstream = await openRoute(route, to);
      if (stream.destroyed) return void upstream.destroy();
      this.#options.decisions.allowed(to, route.shown);
      stream.write("HTTP/1.1 200 Connection established\r\n\r\n");
      await this.#through(stream, upstream, to, rule);
    } catch (error) {
      this.#failed(to, error, (status, text) => answer(stream, status, text));
    }
    return undefined;
  }

  async #through(stream: Duplex, upstream: Duplex, to: Target, rule: Rule): Promise<void> {
    if (rule === anyHost) return join(stream, upstream).catch(() => {});
    stream.once("close", () => upstream.destroy());
    const speech = await listen(stream);
    const isWeb = to.port === 80 || to.port === 443;
    if (speech === "tls") return this.#tls(stream, upstream, to);
    if (speech === "ssh" && !isWeb) return join(stream, upstream).catch(() => {});
    upstream.destroy();
    if (speech === "http") {
      this.#tunnels.set(stream, to);
      this.accept(stream);
    } else {
      if (speech === "other") this.#options.decisions.blocked(to, "it speaks neither TLS nor HTTP");
      stream.destroy();
    }
    return undefined;
  }

  async #tls(stream: Duplex, upstream: Duplex, to: Target): Promise<void> {
    try {
      await tlsThrough(stream, upstream, to);
    } catch (error) {
      if (error instanceof Refusal) {
        this.#options.decisions.blocked(to, `it ${error.message}`);
        stream.end(unrecognizedName);
      } else stream.destroy();
    }
  }

  async #request(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const plain = readPlain(request, this.#tunnels.get(request.socket));
    if (plain === undefined) {
      const written = `${request.method} ${request.url} (Host: ${request.headers.host})`;
      this.#options.decisions.refused(written, "the address and the Host header do not agree");
      return respond(response, 403, "The address and the Host header of the request do not agree.");
    }
    try {
      const { route } = await this.#decide(plain.target, "plain");
      this.#options.decisions.allowed(plain.target, route.shown);
      await forward(request, response, plain, route);
    } catch (error) {
      this.#failed(plain.target, error, (status, text) => respond(response, status, text));
    }
    return undefined;
  }

  async #decide(to: Target, kind: "tunnel" | "plain"): Promise<{ rule: Rule; route: Route }> {
    const rule = ruleFor(this.#options.rules, to);
    if (rule === undefined) throw new Refusal(notAllowed);
    const by = userProxyFor(this.#options.env, to, kind);
    return { rule, route: await routeTo(to, rule, this.#resolve, by) };
  }

  #failed(to: Target, error: unknown, say: (status: number, text: string) => void): void {
    const reason = error instanceof Error ? error.message : String(error);
    if (error instanceof Refusal) this.#options.decisions.blocked(to, reason);
    else this.#options.decisions.failed(to, reason);
    say(error instanceof Refusal ? 403 : 502, `${to.host}:${to.port}: ${reason}.`);
  }
}

function answer(stream: Duplex, status: number, text: string): void {
  if (!stream.writable) return void stream.destroy();
  const head = `HTTP/1.1 ${status} ${status === 403 ? "Forbidden" : "Bad Gateway"}`;
  const body = `MCP Sandbox: ${text}\n`;
  stream.end(
    `${head}\r\nContent-Type: text/plain\r\nContent-Length: ${Buffer.byteLength(body)}\r\n` +
      `Connection: close\r\n\r\n${body}`,
  );
  stream.resume();
  return undefined;
}

function respond(response: ServerResponse, status: number, text: string): void {
  if (response.headersSent || response.destroyed) return void response.destroy();
  response.writeHead(status, { "content-type": "text/plain", connection: "close" });
  response.end(`MCP Sandbox: ${text}\n`);
  return undefined;
}
