import { Readable, Writable } from "node:stream";
import { Failure } from "../base/failure.ts";
import { type Log, silent } from "../base/log.ts";
import type { Relay } from "../gateway/relay.ts";
import type { Chosen } from "./chosen.ts";
import type { Outcome } from "./outcome.ts";
import {
  logLevels,
  type LogLevel,
  type ServeFlags,
  type ServeWishes,
  wishesOf,
} from "./serveWishes.ts";
import { serverNamed, settingsOf } from "./settings.ts";
import { Terminal } from "./terminal.ts";
import { forThisRun } from "./tools.ts";
import { withRelay } from "./withRelay.ts";
import type { World } from "./world.ts";

export type { ServeFlags };

/** Serves configured servers until the client goes away (stdio) or the user ends it. */
export async function serve(flags: ServeFlags, world: World, given: Terminal): Promise<Outcome> {
  if (given.json) throw new Failure("usage", "--json has no meaning here: nothing is printed.");
  const wishes = wishesOf(flags, world.env, given.verbose);
  const terminal = new Terminal(world, {
    json: false,
    verbose: logLevels.indexOf(wishes.logLevel) < 2,
  });
  const log = (name: string): Log => atLevel(wishes.logLevel, terminal.log(name));
  const chosen = await chosenServers(flags, world, log("settings"));
  await withRelay({ chosen, server: flags.server, log }, world, terminal, (relay) =>
    wishes.transport === "stdio"
      ? overStreams(relay, log("client"), world)
      : overHttp(relay, wishes, log("gateway"), world, terminal),
  );
  return { value: undefined, text: "" };
}

/** The one server that is named, else all that are enabled. */
async function chosenServers(
  flags: ServeFlags,
  world: World,
  log: Log,
): Promise<readonly Chosen[]> {
  const settings = await settingsOf(world, flags.config);
  const { server } = flags;
  const { servers, problems } = settings.parse();
  const configs =
    server === undefined
      ? servers.filter(({ entry }) => entry.disabled !== true)
      : [serverNamed(settings, server)];
  if (server === undefined)
    for (const { path, message } of problems) log.warn(`${path}: ${message}`);
  if (configs.length === 0)
    throw new Failure("config", "No server is configured here that could be served.", {
      remedy: 'Add one: mcp-sandbox server add NAME --command "…"',
    });
  return configs.map((config) => forThisRun(config, settings, flags, world));
}

async function overStreams(relay: Relay, log: Log, world: World): Promise<void> {
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

async function overHttp(
  relay: Relay,
  wishes: ServeWishes,
  log: Log,
  { signal, version }: World,
  terminal: Terminal,
): Promise<void> {
  const { Gateway } = await import("../gateway/http/gateway.ts");
  const { host, port, path, token, isNewToken, transport } = wishes;
  await using gateway = await Gateway.listen({ host, port, token, version, log });
  gateway.add(path, relay);
  if (wishes.rest) gateway.addRest(relay);
  const kind = transport === "sse" ? "HTTP+SSE" : "HTTP";
  terminal.note(`MCP over ${kind} at ${gateway.origin}${path}`);
  if (wishes.rest) terminal.note(`REST at ${gateway.origin}/api/openapi.json`);
  if (isNewToken) terminal.note(`Authorization: Bearer ${token}`);
  if (token === undefined) terminal.note("No token: every program of this machine may come in.");
  await new Promise<void>((resolve) => {
    if (signal.aborted) resolve();
    signal.addEventListener("abort", () => resolve(), { once: true });
  });
}

const nothing = (): void => {};

function atLevel(level: LogLevel, log: Log): Log {
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
