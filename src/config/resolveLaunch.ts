import { posix } from "node:path";
import { Failure } from "../base/failure.ts";
import type { Launch } from "../mcp/server.ts";
import type { Command, Install, Limits, MachineWish, Network } from "../sandbox/sandbox.ts";
import type { Context } from "./context.ts";
import { readEnvFile } from "./envFile.ts";
import { installNetwork } from "./installNetwork.ts";
import { joinPath } from "./jsonPath.ts";
import { resolveMounts } from "./mounts.ts";
import { Resolver } from "./resolver.ts";
import { headerProblems, resolveHeaders, withHeaderHosts } from "./secretHeaders.ts";
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
  const network = withHeaderHosts(sandbox.network ?? "none", sandbox.secretHeaders ?? {});
  const launch = {
    command: await resolveCommand(entry, resolver),
    sandbox: {
      id: place.id,
      mounts: await resolveMounts(sandbox.mounts ?? [], resolver),
      network,
      limits: limitsOf(sandbox),
      install: await resolveInstall(entry.installCommands ?? [], network, resolver),
      ...(sandbox.provider !== undefined && { provider: sandbox.provider }),
      ...(await resolveMachine(sandbox, resolver)),
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
  return { ...program, env, cwd: posix.normalize(inside) };
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

/** What is asked of a microVM; nothing where the entry says nothing of it. */
async function resolveMachine(
  sandbox: SandboxEntry,
  resolver: Resolver,
): Promise<{ readonly machine?: MachineWish }> {
  const { template, group, onIdle, secretHeaders = {} } = sandbox;
  for (const { path, message } of headerProblems(sandbox, resolver.path()))
    resolver.report(path, message);
  const headers = await resolveHeaders(secretHeaders, resolver);
  const machine = {
    ...(template !== undefined && { template }),
    ...(group !== undefined && { group }),
    ...(onIdle !== undefined && { onIdle }),
    ...(Object.keys(headers).length > 0 && { secretHeaders: headers }),
  };
  return Object.keys(machine).length === 0 ? {} : { machine };
}

function limitsOf({ memoryMB, cpus, maxProcesses }: SandboxEntry): Limits {
  return {
    memoryMB: memoryMB ?? defaults.memoryMB,
    cpus: cpus ?? defaults.cpus,
    maxProcesses: maxProcesses ?? defaults.maxProcesses,
  };
}

/** True for names such as `GITHUB_TOKEN`, whose values are masked like secrets. */
export function namesSecret(name: string): boolean {
  return /TOKEN|SECRET|PASSW|PWD|API_?KEY|PRIVATE|CREDENTIAL|AUTH|(^|_)KEY$/i.test(name);
}
