import { Failure } from "../base/failure.ts";
import type { Log } from "../base/log.ts";
import type { Chosen } from "./chosen.ts";
import type { Outcome } from "./outcome.ts";
import { logLevels, type ServeFlags, wishesOf } from "./serveWishes.ts";
import { atLevel, overHttp, overStreams } from "./serving.ts";
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
  const { pins, maxResult, path, rest } = wishes;
  const { server, config } = flags;
  await withRelay({ chosen, server, config, pins, maxResult, log }, world, terminal, (relay) =>
    wishes.transport === "stdio"
      ? overStreams(relay, log("client"), world)
      : overHttp(
          { relay, rest: rest ? relay : undefined, paths: [path] },
          ...([wishes, log("gateway"), world, terminal] as const),
        ),
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
