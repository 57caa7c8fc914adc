import type { IncomingMessage, ServerResponse } from "node:http";
import { isRecord } from "../backend.ts";
import { prefixed } from "../names.ts";
import type { Relay } from "../relay.ts";
import { invalidParams, rpcError } from "../rpcError.ts";
import { answerJson } from "./answer.ts";
import { readJson } from "./body.ts";
import { openApi } from "./openApi.ts";

const route = /^\/api\/([\w-]+)\/([^/]+)$/;

/** Each tool as `POST /api/SERVER/TOOL`, for programs that speak no MCP. */
export class Rest {
  readonly #relay: Relay;
  readonly #version: string;

  constructor(relay: Relay, version: string) {
    this.#relay = relay;
    this.#version = version;
  }

  /** True for paths that are served here. */
  static isAt(path: string): boolean {
    return path === "/api" || path.startsWith("/api/");
  }

  /** Serves a request that was let in. */
  async serve(request: IncomingMessage, response: ServerResponse, path: string): Promise<void> {
    const { method } = request;
    if (path === "/api/openapi.json") {
      if (method !== "GET") return refuse(response, 405, "Method not allowed.", { Allow: "GET" });
      const tools = await this.#relay.scope.pairs("tools");
      return answerJson(response, 200, openApi(tools, this.#version));
    }
    const [, server, name] = route.exec(path) ?? [];
    const tool = decoded(name);
    if (server === undefined || tool === undefined || !this.#relay.scope.has(server))
      return refuse(response, 404, "There is no such server: see /api/openapi.json.");
    if (method !== "POST") return refuse(response, 405, "Method not allowed.", { Allow: "POST" });
    const body = await readJson(request);
    if ("refusal" in body) return refuse(response, body.refusal.status, body.refusal.message);
    if (!isRecord(body.value)) return refuse(response, 400, "The arguments must be an object.");
    await this.#call(server, tool, body.value, response);
  }

  /** A result with `isError` is a result: the status tells of the way to the tool only. */
  async #call(
    server: string,
    tool: string,
    args: Readonly<Record<string, unknown>>,
    response: ServerResponse,
  ): Promise<void> {
    const gone = new AbortController();
    response.once("close", () => gone.abort());
    const name = this.#relay.scope.server === undefined ? prefixed(server, tool) : tool;
    try {
      const params = { name, arguments: args };
      const caller = { signal: gone.signal, capabilities: {} };
      const result = await this.#relay.answer({ method: "tools/call", params, caller });
      answerJson(response, 200, result);
    } catch (error) {
      const { code, message, data } = rpcError(error);
      const status = code === invalidParams ? 400 : 502;
      answerJson(response, status, {
        error: { code, message, ...(data !== undefined && { data }) },
      });
    }
  }
}

function refuse(
  response: ServerResponse,
  status: number,
  message: string,
  headers: Readonly<Record<string, string>> = {},
): void {
  answerJson(response, status, { error: { message } }, headers);
}

function decoded(part: string | undefined): string | undefined {
  try {
    return part === undefined ? undefined : decodeURIComponent(part);
  } catch {
    return undefined;
  }
}
