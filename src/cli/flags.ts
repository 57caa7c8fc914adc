import { Failure } from "../base/failure.ts";
import { packageInstall } from "../config/importEntry.ts";
import type { ServerEntry } from "../config/serverEntry.ts";
import { megabytes, numeric, pairs, parseMount, parseNetwork, type Places } from "./flagValues.ts";

/** Options that describe a server, as they come from the command line. */
export interface ServerFlags {
  readonly command?: string;
  readonly arg?: readonly string[];
  readonly cwd?: string;
  readonly env?: readonly string[];
  readonly envFile?: string;
  readonly installCommands?: readonly string[];
  readonly package?: string;
  readonly description?: string;
  readonly timeout?: string;
  readonly initTimeout?: string;
  readonly requestTimeout?: string;
  readonly disable?: boolean;
  readonly enable?: boolean;
  readonly toolAllow?: readonly string[];
  readonly toolDeny?: readonly string[];
  readonly mount?: readonly string[];
  readonly network?: string;
  readonly provider?: string;
  readonly template?: string;
  readonly group?: string;
  readonly onIdle?: string;
  readonly memory?: string;
  readonly cpus?: string;
  readonly maxProcesses?: string;
  readonly unset?: readonly string[];
}

type Loose = { readonly [key: string]: unknown };

/**
 * A server as the options say, on top of the one that is there already: variables of the
 * environment are added, everything else is replaced. What comes out is yet to be checked.
 */
export function entryFromFlags(flags: ServerFlags, places: Places, base?: ServerEntry): Loose {
  const install = [...(flags.installCommands ?? []), ...packageCommand(flags.package)];
  return prune({
    ...base,
    command: flags.command ?? base?.command,
    args: flags.arg ?? (flags.command === undefined ? base?.args : undefined),
    cwd: flags.cwd ?? base?.cwd,
    env: flags.env === undefined ? base?.env : { ...base?.env, ...pairs(flags.env, "--env") },
    envFile: flags.envFile ?? base?.envFile,
    installCommands: install.length > 0 ? install : base?.installCommands,
    description: flags.description ?? base?.description,
    timeoutMinutes: numeric(flags.timeout) ?? base?.timeoutMinutes,
    initializationTimeoutSeconds: numeric(flags.initTimeout) ?? base?.initializationTimeoutSeconds,
    requestTimeoutSeconds: numeric(flags.requestTimeout) ?? base?.requestTimeoutSeconds,
    disabled: flags.disable === true ? true : flags.enable === true ? undefined : base?.disabled,
    tools: toolsFromFlags(flags, base?.tools),
    sandbox: sandboxFromFlags(flags, places, base?.sandbox),
  });
}

function sandboxFromFlags(
  flags: ServerFlags,
  places: Places,
  base: ServerEntry["sandbox"],
): Loose | undefined {
  const sandbox = prune({
    ...base,
    provider: flags.provider ?? base?.provider,
    template: flags.template ?? base?.template,
    group: flags.group ?? base?.group,
    onIdle: flags.onIdle ?? base?.onIdle,
    mounts: flags.mount?.map((mount) => parseMount(mount, places)) ?? base?.mounts,
    network: flags.network === undefined ? base?.network : parseNetwork(flags.network),
    memoryMB: flags.memory === undefined ? base?.memoryMB : megabytes(flags.memory),
    cpus: numeric(flags.cpus) ?? base?.cpus,
    maxProcesses: numeric(flags.maxProcesses) ?? base?.maxProcesses,
  });
  return Object.keys(sandbox).length === 0 ? undefined : sandbox;
}

function toolsFromFlags(
  { toolAllow, toolDeny }: ServerFlags,
  base: ServerEntry["tools"],
): Loose | undefined {
  const tools = prune({ allow: toolAllow ?? base?.allow, deny: toolDeny ?? base?.deny });
  return Object.keys(tools).length === 0 ? undefined : tools;
}

const prune = (value: Loose): Loose =>
  Object.fromEntries(Object.entries(value).filter(([, part]) => part !== undefined));

function packageCommand(name: string | undefined): string[] {
  if (name === undefined) return [];
  const command = packageInstall(name);
  if (command !== undefined) return [command];
  throw new Failure("usage", `--package ${name}: expected the name of a Python package.`);
}
