import {
  type IncomingMessage,
  type OutgoingHttpHeaders,
  request as httpRequest,
  type ServerResponse,
} from "node:http";
import { askProxy, openRoute, type Route } from "./dial.ts";
import { shownTarget, type Target, target } from "./hostName.ts";
import { pump } from "./pump.ts";

/** Headers that concern one connection and not the message. */
const hopByHop = new Set(
  (
    "connection keep-alive proxy-authenticate proxy-authorization proxy-connection te trailer " +
    "transfer-encoding upgrade"
  ).split(" "),
);

export interface PlainRequest {
  readonly target: Target;
  /** Path and query. */
  readonly path: string;
}

/**
 * Which host a plain HTTP request is for: the one of its address, or the one of the tunnel that it
 * came through. Undefined where the request is not of that form, or where its Host header, by which
 * the server goes, names another one.
 */
export function readPlain(request: IncomingMessage, through?: Target): PlainRequest | undefined {
  const written = request.url ?? "";
  const [, authority, rest = ""] = /^http:\/\/([^/?#]*)([^#]*)$/i.exec(written) ?? [];
  const named = authority === undefined ? through : target(authority, 80);
  const path = authority === undefined ? written : rest.replace(/^(?!\/)/, "/");
  if (named === undefined || !/^(?:\/|\*$)/.test(path)) return undefined;
  if (through !== undefined && !isSame(named, through)) return undefined;
  const hosts = request.rawHeaders.filter(
    (_, at, all) => at % 2 === 1 && all[at - 1]?.toLowerCase() === "host",
  );
  const [host] = hosts;
  const agreed = host !== undefined && hosts.length === 1 && isSame(target(host, 80), named);
  return agreed ? { target: named, path } : undefined;
}

/** Passes a request on and its answer back. Rejects when there is no answer to pass back. */
export async function forward(
  request: IncomingMessage,
  response: ServerResponse,
  { target: to, path }: PlainRequest,
  route: Route,
): Promise<void> {
  const asked = await begin(request, { target: to, path }, route);
  response.once("close", () => asked.destroy());
  const answered = new Promise<IncomingMessage>((resolve, reject) => {
    asked.once("response", resolve);
    asked.once("error", reject);
    asked.once("close", () => reject(new Error("the server closed the connection")));
  });
  pump(request, asked).catch(() => asked.destroy());
  const answer = await answered;
  response.writeHead(answer.statusCode ?? 502, answer.statusMessage, kept(answer.rawHeaders));
  await pump(answer, response);
}

async function begin(
  request: IncomingMessage,
  { target: to, path }: PlainRequest,
  route: Route,
): Promise<ReturnType<typeof httpRequest>> {
  const headers = headersFor(request, to);
  const { method = "GET" } = request;
  if (route.by === undefined) {
    const socket = await openRoute(route, to);
    return httpRequest({ method, path, headers, createConnection: () => socket });
  }
  const by = askProxy(route.by);
  const whole = `http://${shownTarget(to)}${path}`;
  return by.request({
    ...by.options,
    method,
    path: whole,
    headers: { ...headers, ...by.headers },
  });
}

function headersFor(request: IncomingMessage, to: Target): OutgoingHttpHeaders {
  const lists = new Map<string, string[]>();
  const raw = kept(request.rawHeaders);
  for (let at = 0; at + 1 < raw.length; at += 2) {
    const name = (raw[at] ?? "").toLowerCase();
    lists.set(name, [...(lists.get(name) ?? []), raw[at + 1] ?? ""]);
  }
  lists.delete("expect"); // answered here already
  const isChunked = request.headers["transfer-encoding"] !== undefined;
  return {
    ...Object.fromEntries(lists),
    ...(isChunked ? { "transfer-encoding": "chunked" } : {}),
    host: to.port === 80 ? shownTarget(to).replace(/:80$/, "") : shownTarget(to),
    connection: "close",
  };
}

/** The headers that belong to the message, in the raw form of name, value, name, value. */
function kept(raw: readonly string[]): string[] {
  const named = new Set(hopByHop);
  for (let at = 0; at + 1 < raw.length; at += 2)
    if (raw[at]?.toLowerCase() === "connection")
      for (const name of (raw[at + 1] ?? "").split(",")) named.add(name.trim().toLowerCase());
  return raw.filter((_, at) => !named.has((raw[at - (at % 2)] ?? "").toLowerCase()));
}

function isSame(one: Target | undefined, other: Target): boolean {
  return one !== undefined && one.host === other.host && one.port === other.port;
}
