import { buffer } from "node:stream/consumers";
import { answer, header, type Exchange } from "../http/exchange.ts";
import type { FakeSandbox } from "../sandbox.ts";
import { ConnectError } from "./connectError.ts";
import { EventStream, openEnvelope } from "./eventStream.ts";

/** Who calls, and how long and how often he wants to hear. */
export interface Caller {
  readonly user: string;
  readonly timeoutMs: number | undefined;
  readonly keepaliveMs: number;
}

/** A call with one answer. */
export type Unary = (input: unknown, caller: Caller) => Promise<object> | object;
/** A call whose answers go on; the stream is ended when it resolves. */
export type Streaming = (input: unknown, stream: EventStream, caller: Caller) => Promise<void>;

/** A service's calls by method name. */
export interface Calls {
  readonly unary: Readonly<Record<string, Unary>>;
  readonly streaming: Readonly<Record<string, Streaming>>;
}

const defaultKeepaliveS = 90;

/** Answers a call of a service in the Connect protocol. */
export async function serve(
  { unary, streaming }: Calls,
  method: string,
  sandbox: FakeSandbox,
  exchange: Exchange,
): Promise<void> {
  const stream = streaming[method];
  if (stream) return serveStream(stream, sandbox, exchange);
  try {
    const call = unary[method];
    if (!call) throw new ConnectError("unimplemented", `The fake has no ${method}`);
    const body = (await buffer(exchange.request)).toString();
    answer(exchange, 200, await call(JSON.parse(body), callerOf(exchange)));
  } catch (error) {
    const { status, body } = ConnectError.from(error);
    answer(exchange, status, body);
  }
}

/** The status is 200 whatever comes; a failure is told in the end. */
async function serveStream(
  call: Streaming,
  sandbox: FakeSandbox,
  exchange: Exchange,
): Promise<void> {
  const body = await buffer(exchange.request);
  if (exchange.response.destroyed) return;
  const stream = new EventStream(exchange.response);
  sandbox.streams.add(stream);
  try {
    await call(openEnvelope(body), stream, callerOf(exchange));
    stream.end();
  } catch (error) {
    stream.end(ConnectError.from(error));
  } finally {
    sandbox.streams.delete(stream);
  }
}

function callerOf(exchange: Exchange): Caller {
  const basic = header(exchange, "authorization")?.replace(/^Basic /, "") ?? "";
  const user = Buffer.from(basic, "base64").toString().replace(/:$/, "") || "user";
  if (user !== "user" && user !== "root")
    throw new ConnectError("unauthenticated", `invalid username: '${user}'`);
  const timeoutMs = header(exchange, "connect-timeout-ms");
  const keepaliveS = Number(header(exchange, "keepalive-ping-interval") ?? defaultKeepaliveS);
  return {
    user,
    timeoutMs: timeoutMs === undefined ? undefined : Number(timeoutMs),
    keepaliveMs: keepaliveS * 1000,
  };
}
