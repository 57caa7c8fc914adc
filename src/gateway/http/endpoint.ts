import { randomUUID } from "node:crypto";
import type { IncomingMessage, ServerResponse } from "node:http";
import type {
  JSONRPCMessage,
  McpHttpHandler,
  McpServer,
  WebStandardStreamableHTTPServerTransport,
} from "@modelcontextprotocol/server";
import { isRecord, type Params } from "../backend.ts";
import { peer, type PeerHttp, type PeerOptions } from "../peer.ts";
import { answerRefusal, sendResponse, webRequest } from "./answer.ts";
import { readBody } from "./body.ts";
import { EventStream } from "./eventStream.ts";
import { Listening } from "./listening.ts";
import { type Session, Sessions, type SessionsOptions } from "./sessions.ts";

interface Streamable extends Session {
  readonly transport: WebStandardStreamableHTTPServerTransport;
}

interface Stream extends Session {
  readonly stream: EventStream;
}

export interface EndpointOptions extends PeerOptions {
  readonly sessions: SessionsOptions;
}

/** One exchange with a client. */
interface Exchange {
  readonly request: IncomingMessage;
  readonly response: ServerResponse;
  readonly url: URL;
}

/**
 * Everything that is served at one path: sessions for clients of 2025, single exchanges for those
 * of 2026-07-28, and a stream with posts beside it for those of 2024.
 */
export class Endpoint implements AsyncDisposable {
  readonly #options: EndpointOptions;
  readonly #modern: McpHttpHandler;
  readonly #listening: Listening;
  /** Requests whose method no server knows. */
  readonly #unknown = new WeakSet<Request>();
  /** Schemas of the tools that requests call. */
  readonly #schemas = new WeakMap<Request, Params>();
  readonly #sessions: Sessions<Streamable>;
  readonly #streams: Sessions<Stream>;

  constructor(options: EndpointOptions) {
    this.#options = options;
    this.#sessions = new Sessions(options.sessions);
    this.#streams = new Sessions(options.sessions);
    const http: PeerHttp = {
      onUnknownMethod: (asked) => void this.#unknown.add(asked),
      inputSchema: (asked) => this.#schemas.get(asked),
    };
    const parts = { ...options, http };
    this.#modern = options.sdk.createMcpHandler((context) => peer(context, parts), {
      legacy: "reject",
    });
    this.#listening = new Listening(options.relay, this.#modern);
  }

  /** Serves a request that was let in. Never rejects because of what the client does. */
  async serve(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const url = new URL(request.url ?? "/", "http://localhost");
    const exchange = { request, response, url };
    if (request.method === "POST") return this.#post(exchange);
    if (request.headers["mcp-session-id"] !== undefined)
      return this.#inSession(exchange, undefined);
    const isReading = request.headers.accept?.includes("text/event-stream") === true;
    if (request.method === "GET" && isReading) return this.#openStream(exchange);
    const allow = { Allow: "GET, POST, DELETE" };
    answerRefusal(response, { status: 405, message: "Method not allowed.", headers: allow });
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#listening.dispose();
    await Promise.all([
      this.#modern.close(),
      this.#sessions[Symbol.asyncDispose](),
      this.#streams[Symbol.asyncDispose](),
    ]);
  }

  async #post(exchange: Exchange): Promise<void> {
    const { request, response, url } = exchange;
    const body = await readBody(request);
    if ("refusal" in body) return answerRefusal(response, body.refusal);
    const { value } = body;
    const stream = url.searchParams.get("sessionId");
    if (stream !== null) return this.#postToStream(stream, value, exchange);
    const asked = webRequest(request, response);
    if (!(await this.#options.sdk.isLegacyRequest(asked, value)))
      return this.#once(asked, value, response);
    if (request.headers["mcp-session-id"] !== undefined) return this.#inSession(exchange, value);
    return this.#openSession(asked, value, response);
  }

  /** An exchange of its own. */
  async #once(asked: Request, value: unknown, response: ServerResponse): Promise<void> {
    const schema = await this.#inputSchema(value);
    if (schema !== undefined) this.#schemas.set(asked, schema);
    await using _ = this.#listening.follow(value, response);
    const answer = await this.#modern.fetch(asked, { parsedBody: value });
    const { body, headers } = answer;
    // The SDK leaves this status to errors of its own.
    const isUnknown = this.#unknown.has(asked);
    await sendResponse(isUnknown ? new Response(body, { headers, status: 404 }) : answer, response);
  }

  async #inputSchema(value: unknown): Promise<Params | undefined> {
    const { method, params } = isRecord(value) ? value : {};
    if (method !== "tools/call" || !isRecord(params)) return undefined;
    const tool = await this.#options.relay.scope.seen(String(params["name"])).catch(() => {});
    return isRecord(tool?.["inputSchema"]) ? tool["inputSchema"] : undefined;
  }

  /** A request of a session that is open. */
  async #inSession({ request, response }: Exchange, value: unknown): Promise<void> {
    const id = String(request.headers["mcp-session-id"]);
    const isListening = request.method === "GET";
    const session = this.#sessions.use(id, { isListening, onClosed: closing(response) });
    if (session === undefined)
      return answerRefusal(response, { status: 404, code: -32001, message: "Session not found" });
    const asked = webRequest(request, response);
    const options = value === undefined ? {} : { parsedBody: value };
    await sendResponse(await session.transport.handleRequest(asked, options), response);
  }

  async #openSession(asked: Request, value: unknown, response: ServerResponse): Promise<void> {
    const { sdk } = this.#options;
    if (!sdk.isInitializeRequest(value))
      return answerRefusal(response, {
        status: 400,
        message: "Bad Request: Mcp-Session-Id header is required",
      });
    if (!this.#sessions.makeRoom()) return answerRefusal(response, full);
    const mcp = await peer({ era: "legacy" }, this.#options);
    const transport = new sdk.WebStandardStreamableHTTPServerTransport({
      sessionIdGenerator: () => randomUUID(),
      onsessioninitialized: (id) => this.#sessions.add(id, { transport, close: ending(mcp) }),
    });
    await mcp.connect(transport);
    const { onclose } = transport;
    Object.assign(transport, {
      onclose: () => {
        if (transport.sessionId !== undefined) this.#sessions.forget(transport.sessionId);
        onclose?.();
      },
    });
    const answer = await transport.handleRequest(asked, { parsedBody: value });
    if (transport.sessionId === undefined) await mcp.close(); // it was refused
    await sendResponse(answer, response);
  }

  async #openStream({ response, url }: Exchange): Promise<void> {
    if (!this.#streams.makeRoom()) return answerRefusal(response, full);
    const mcp = await peer({ era: "legacy" }, this.#options);
    const stream = new EventStream(response, url.pathname);
    this.#streams.add(stream.sessionId, { stream, close: ending(mcp) });
    this.#streams.use(stream.sessionId, { isListening: true, onClosed: closing(response) });
    response.once("close", () => this.#streams.forget(stream.sessionId));
    await mcp.connect(stream);
  }

  #postToStream(id: string, value: unknown, { response }: Exchange): void {
    const use = { isListening: false, onClosed: closing(response) };
    const session = this.#streams.use(id, use);
    if (session === undefined)
      return answerRefusal(response, { status: 404, code: -32001, message: "Session not found" });
    if (!isRecord(value))
      return answerRefusal(response, { status: 400, code: -32600, message: "No batches here." });
    response.writeHead(202, { "Content-Type": "text/plain" }).end("Accepted");
    session.stream.take(value as JSONRPCMessage);
  }
}

const full = { status: 503, message: "Too many sessions are open." };

const ending = (mcp: McpServer) => (): Promise<void> => mcp.close().catch(() => {});

const closing = (response: ServerResponse) => (listener: () => void) =>
  void response.once("close", listener);
