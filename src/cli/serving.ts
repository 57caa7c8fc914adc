import { resolve } from "node:path";
import { Readable, Writable } from "node:stream";
import { type Log, silent } from "../base/log.ts";
import type { Answers } from "../gateway/answers.ts";
import type { Relay } from "../gateway/relay.ts";
import type { LogLevel, ServeWishes } from "./serveWishes.ts";
import type { Terminal } from "./terminal.ts";
import type { World } from "./world.ts";

export interface Served {
  readonly relay: Answers;
  /** Served as REST besides. */
  readonly rest?: Relay | undefined;
  readonly paths: readonly string[];
}

/** Serves one client on our own streams, until it goes away or the user ends it. */
export async function overStreams(relay: Answers, log: Log, world: World): Promise<void> {
  const { serveStreams } = await import("../gateway/stdio.ts");
  const { stdin, stdout, signal, version } = world;
  const input = stdin instanceof Readable ? stdin : Readable.from(stdin, { objectMode: false });
  const write = (chunk: Buffer, _: string, done: () => void): void => {
    stdout.write(chunk.toString());
    done();
  };
  const output = stdout instanceof Writable ? stdout : new Writable({ write });
  await serveStreams({ relay, version, log, input, output, signal });
}

/** Serves whoever shows the token, at each of the paths, until the user ends it. */
export async function overHttp(
  { relay, rest, paths }: Served,
  wishes: ServeWishes,
  log: Log,
  { signal, version, cwd, platform }: World,
  terminal: Terminal,
): Promise<void> {
  const { Gateway } = await import("../gateway/http/gateway.ts");
  const { host, port, token } = wishes;
  const place = wishes.socket;
  const socket = place === undefined || platform === "win32" ? place : resolve(cwd, place);
  await using gateway = await Gateway.listen({ host, port, socket, token, version, log });
  for (const path of paths) gateway.add(path, relay);
  if (rest !== undefined) gateway.addRest(rest);
  for (const line of announced(wishes, gateway.origin, socket)) terminal.note(line);
  await new Promise<void>((done) => {
    if (signal.aborted) done();
    signal.addEventListener("abort", () => done(), { once: true });
  });
}

/** What a person has to know to come in. */
function announced(
  { transport, path, rest, token, isNewToken }: ServeWishes,
  origin: string,
  socket: string | undefined,
): readonly string[] {
  const kind = transport === "sse" ? "HTTP+SSE" : "HTTP";
  const where = socket === undefined ? "" : `, on the socket ${socket}`;
  const who = socket === undefined ? "every program of this machine" : "every program of yours";
  return [
    `MCP over ${kind} at ${origin}${path}${where}`,
    ...(rest ? [`REST at ${origin}/api/openapi.json`] : []),
    ...(isNewToken ? [`Authorization: Bearer ${token}`] : []),
    ...(token === undefined ? [`No token: ${who} may come in.`] : []),
  ];
}

const nothing = (): void => {};

/** A log that says only what is of a level, or above it. */
export function atLevel(level: LogLevel, log: Log): Log {
  switch (level) {
    case "debug":
      return log;
    case "info":
      return { ...log, debug: nothing };
    case "warning":
      return { ...log, debug: nothing, info: nothing };
    case "error":
      return { ...silent, error: (message) => log.error(message) };
  }
}
