import { Failure } from "../base/failure.ts";
import type { Log } from "../base/log.ts";
import type { Place } from "../interpreter/places/place.ts";
import { type CodeFlags, withPlace } from "./codePlace.ts";
import { positive } from "./flagValues.ts";
import type { Outcome } from "./outcome.ts";
import { logLevels, type ServeFlags, type ServeWishes, wishesOf } from "./serveWishes.ts";
import { atLevel, overHttp, overStreams } from "./serving.ts";
import { Terminal } from "./terminal.ts";
import type { World } from "./world.ts";

type How = Pick<
  ServeFlags,
  "transport" | "host" | "port" | "path" | "socket" | "token" | "logLevel"
>;

export interface InterpreterFlags extends CodeFlags, How {
  readonly keep?: string;
}

/** The port of the predecessor, so that its clients find it. */
const defaultPort = "3000";
/** A microVM that nobody uses costs money. */
const paidMinutes = 30;

/** Serves the code interpreter until the client goes away (stdio) or the user ends it. */
export async function serveInterpreter(
  flags: InterpreterFlags,
  world: World,
  given: Terminal,
): Promise<Outcome> {
  if (given.json) throw new Failure("usage", "--json has no meaning here: nothing is printed.");
  const { env } = world;
  const port = flags.port ?? (env["MCP_PORT"] || defaultPort);
  const wishes = wishesOf({ ...flags, port }, env, given.verbose);
  const verbose = logLevels.indexOf(wishes.logLevel) < 2;
  const terminal = new Terminal(world, { json: false, verbose });
  const log = (name: string): Log => atLevel(wishes.logLevel, terminal.log(name));
  const [{ InterpreterServer }, { Contexts }] = await Promise.all([
    import("../gateway/interpreter/interpreterServer.ts"),
    import("../interpreter/contexts.ts"),
  ]);
  const minutes = positive(flags.keep, "--keep", "minutes");
  const idleMs = (provider: Place["provider"]): number | undefined => {
    const kept = minutes ?? (provider === "e2b" ? paidMinutes : undefined);
    return kept === undefined ? undefined : kept * 60_000;
  };
  const serve = async (place: Place): Promise<void> => {
    const { engine, provider } = place;
    await using contexts = new Contexts({ engine, provider, idleMs: idleMs(provider) });
    const relay = new InterpreterServer({ place, contexts, log: log("interpreter") });
    if (wishes.transport === "stdio") return await overStreams(relay, log("client"), world);
    const paths = pathsOf(wishes, flags, env);
    return await overHttp({ relay, paths }, wishes, log("gateway"), world, terminal);
  };
  await withPlace(flags, world, terminal, serve, idleMs);
  return { value: undefined, text: "" };
}

/** Clients of HTTP+SSE look at `/sse` where nobody has told them another path. */
function pathsOf(
  { transport, path }: ServeWishes,
  flags: InterpreterFlags,
  env: World["env"],
): readonly string[] {
  const isTold = flags.path !== undefined || Boolean(env["MCP_PATH"]);
  return transport === "sse" && !isTold ? [path, "/sse"] : [path];
}
