import { once } from "node:events";
import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import {
  type AddressInfo,
  createServer as createTcpServer,
  type Server,
  type Socket,
} from "node:net";
import { type Duplex, duplexPair } from "node:stream";
import { createServer as createTlsServer, connect as connectTls, type TLSSocket } from "node:tls";
import { Decisions, type Blocked } from "../../src/sandbox/local/network/decisions.ts";
import { Proxy } from "../../src/sandbox/local/network/proxy.ts";
import type { Rule } from "../../src/sandbox/local/network/rules.ts";
import { Lines } from "./logs.ts";

/** A server on this machine's loopback, closed with all of its connections. */
export interface Local extends AsyncDisposable {
  readonly port: number;
  readonly connections: number;
}

async function listening(server: Server): Promise<Local> {
  const sockets = new Set<Socket>();
  let connections = 0;
  server.on("connection", (socket) => {
    connections += 1;
    sockets.add(socket);
    socket.on("close", () => sockets.delete(socket));
    socket.on("error", () => {});
  });
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  const { port } = server.address() as AddressInfo;
  return {
    port,
    get connections() {
      return connections;
    },
    [Symbol.asyncDispose]: async () => {
      for (const socket of sockets) socket.destroy();
      server.close();
      await once(server, "close");
    },
  };
}

type Answer = (request: IncomingMessage, response: ServerResponse) => void | Promise<void>;

export const localHttp = (answer: Answer): Promise<Local> =>
  listening(createServer((request, response) => void answer(request, response)));

export const localTcp = (serve: (socket: Socket) => void): Promise<Local> =>
  listening(createTcpServer({ allowHalfOpen: true }, serve));

const psk = Buffer.alloc(16, 1);
const pskOnly = { ciphers: "PSK-AES128-GCM-SHA256:@SECLEVEL=0", maxVersion: "TLSv1.2" } as const;

/** TLS by a shared key: no certificate has to be made. */
export const localTls = (serve: (socket: TLSSocket) => void): Promise<Local> =>
  listening(createTlsServer({ ...pskOnly, pskCallback: () => psk }, serve));

export function tlsOver(socket: Duplex, servername: string): TLSSocket {
  const pskCallback = (): { psk: Buffer; identity: string } => ({ psk, identity: "test" });
  return connectTls({
    ...pskOnly,
    socket,
    servername,
    pskCallback,
    checkServerIdentity: () => undefined,
  });
}

export interface ProxyUnderTest {
  readonly log: Lines;
  readonly blocked: Blocked[];
  /** A new connection of a jailed program. */
  readonly connect: () => Duplex;
  /** What comes back for these bytes until the proxy closes the connection. */
  readonly ask: (bytes: string | Uint8Array) => Promise<string>;
  /** A tunnel that the proxy has agreed to. Rejects with its answer when it has not. */
  readonly tunnel: (target: string) => Promise<Duplex>;
}

export function proxyWith(
  rules: readonly Rule[],
  names: Readonly<Record<string, readonly string[]>>,
  env: Readonly<Record<string, string>> = {},
): ProxyUnderTest {
  const log = new Lines();
  const blocked: Blocked[] = [];
  const onDidBlock = (one: Blocked): void => void blocked.push(one);
  const decisions = new Decisions({ log, label: "test", onDidBlock });
  const resolve = async (host: string): Promise<readonly string[]> => {
    const found = names[host];
    if (found === undefined) throw new Error(`${host} has no address`);
    return found;
  };
  const proxy = new Proxy({ rules, decisions, resolve, env });
  const connect = (): Duplex => {
    const [host, program] = duplexPair({ allowHalfOpen: true });
    program.on("error", () => {});
    proxy.accept(host);
    return program;
  };
  const ask = async (bytes: string | Uint8Array): Promise<string> => {
    const program = connect();
    program.write(bytes);
    return textOf(program);
  };
  const tunnel = async (target: string): Promise<Duplex> => {
    const program = connect();
    program.write(`CONNECT ${target} HTTP/1.1\r\nHost: ${target}\r\n\r\n`);
    const [answer]: Buffer[] = await once(program, "data");
    if (answer?.includes(" 200 ") !== true) throw new Error(String(answer));
    return program;
  };
  return { log, blocked, connect, ask, tunnel };
}

export async function textOf(stream: Duplex | IncomingMessage): Promise<string> {
  const parts: Buffer[] = [];
  stream.on("data", (part: Buffer) => parts.push(part));
  stream.resume();
  await new Promise<void>((resolve) => {
    for (const event of ["end", "close", "error"]) stream.once(event, () => resolve());
  });
  return Buffer.concat(parts).toString("latin1");
}
