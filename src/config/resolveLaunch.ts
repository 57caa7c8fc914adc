import { posix } from "node:path";
import { Failure } from "../base/failure.ts";
import type { Launch } from "../mcp/server.ts";
import type { Command, Install, Limits, Network } from "../sandbox/sandbox.ts";
import type { Context } from "./context.ts";
import { readEnvFile } from "./envFile.ts";
import { installNetwork } from "./installNetwork.ts";
import { joinPath } from "./jsonPath.ts";
import { resolveMounts } from "./mounts.ts";
import { Resolver } from "./resolver.ts";
import { defaults, type SandboxEntry, type ServerConfig, type ServerEntry } from "./serverEntry.ts";
import { shellLine, shellScript } from "./shellLine.ts";

/** Where a server lives: the name of its private home, and the folder its paths start at. */
export interface Place {
  readonly id: string;
  readonly folder: string | undefined;
}

/** Fills in everything that one start needs, or rejects with all that is missing. */
export async function resolveLaunch(
  { name, entry, origin }: ServerConfig,
  context: Context,
  place: Place,
  signal?: AbortSignal,
): Promise<Launch> {
  signal?.throwIfAborted();
  if (context.isTrusted?.() === false)
    throw new Failure("untrusted", `${name} is not started: the workspace is not trusted.`);
  const resolver = new Resolver(context, place.folder, joinPath(origin.path, name), signal);
  const { sandbox = {} } = entry;
  const network = sandbox.network ?? "none";
  const launch = {
    command: await resolveCommand(entry, resolver),
    sandbox: {
      id: place.id,
      mounts: await resolveMounts(sandbox.mounts ?? [], resolver),
      network,
      limits: limitsOf(sandbox),
      install: await resolveInstall(entry.installCommands ?? [], network, resolver),
    },
  };
  resolver.check(name);
  return { ...launch, secrets: resolver.secrets };
}

async function resolveCommand(entry: ServerEntry, resolver: Resolver): Promise<Command> {
  const { command, args, cwd } = entry;
  const env = await resolveEnv(entry, resolver);
  const path = resolver.path("command");
  const program =
    args === undefined
      ? await shellLine(command, path, resolver)
      : {
          program: await resolver.text(command, path),
          args: await resolver.texts(args, (index) => resolver.path("args", index)),
        };
  if (cwd === undefined) return { ...program, env };
  const inside = await resolver.text(cwd, resolver.path("cwd"));
  return { ...program, env, cwd: posix.resolve(privateHome, inside) };
}

/** The env file, and the settings on top of it. */
async function resolveEnv({ env = {}, envFile }: ServerEntry, resolver: Resolver) {
  const fromFile = envFile === undefined ? {} : await readEnvFile(envFile, resolver);
  const result = new Map(Object.entries(fromFile));
  for (const [key, value] of Object.entries(env))
    result.set(key, await resolver.text(value, resolver.path("env", key)));
  for (const [key, value] of result) if (namesSecret(key)) resolver.keepSecret(value);
  return Object.fromEntries(result);
}

/** Install commands see no environment of the server: what they leave behind must hold no secret. */
async function resolveInstall(
  lines: readonly string[],
  network: Network,
  resolver: Resolver,
): Promise<Install> {
  const commands: Command[] = [];
  for (const [index, line] of lines.entries())
    commands.push(await shellScript(line, resolver.path("installCommands", index), resolver));
  return { commands, network: installNetwork(lines, network) };
}

function limitsOf({ memoryMB, cpus, maxProcesses }: SandboxEntry): Limits {
  return {
    memoryMB: memoryMB ?? defaults.memoryMB,
    cpus: cpus ?? defaults.cpus,
    maxProcesses: maxProcesses ?? defaults.maxProcesses,
  };
}

/** The private home inside every sandbox, where relative working directories start. */
const privateHome = "/home/mcp";

/** True for names such as `GITHUB_TOKEN`, whose values are masked like secrets. */
export function namesSecret(name: string): boolean {
  return /TOKEN|SECRET|PASSW|PWD|API_?KEY|PRIVATE|CREDENTIAL|AUTH|(^|_)KEY$/i.test(name);
}
