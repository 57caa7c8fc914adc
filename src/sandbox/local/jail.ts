import { type ChildProcess, spawn } from "node:child_process";
import { Failure } from "../../base/failure.ts";
import { running } from "../childProcess.ts";
import type { Command, Process } from "../sandbox.ts";
import { jailArguments, refuseNul, type Bind } from "./arguments.ts";
import type { Bubblewrap } from "./bubblewrap.ts";
import { Descriptors, pipeOf, type Stdio } from "./descriptors.ts";
import { jailEnvironment } from "./environment.ts";
import { madeUpEtc, user } from "./etc.ts";
import type { HostRoot } from "./hostRoot.ts";
import { jailProcess } from "./jailProcess.ts";
import type { LimitGroup } from "./limits/limitGroup.ts";
import type { Outlet } from "./network/outlet.ts";

/** What all programs of one sandbox have in common. */
export interface Jail {
  readonly bubblewrap: Bubblewrap;
  readonly root: HostRoot;
  readonly filter: Uint8Array;
  readonly binds: readonly Bind[];
  /** Folders in which programs are looked for. */
  readonly path: readonly string[];
  readonly outlet: Outlet | undefined;
}

/**
 * Starts a program in a jail of its own. Must run on the main thread: the jail ends together with
 * the thread that made it.
 */
export async function startInJail(
  jail: Jail,
  command: Command,
  limits: LimitGroup,
): Promise<Process> {
  const descriptors = new Descriptors();
  const filter = descriptors.feed(jail.filter);
  const status = descriptors.channel();
  const channel = jail.outlet === undefined ? undefined : descriptors.channel();
  const etc = Object.entries(madeUpEtc).map(([path, text]) => [path, descriptors.feed(text)]);
  const list = jailArguments({
    options: jail.bubblewrap.options,
    root: jail.root,
    binds: jail.binds,
    env: jailEnvironment(jail.path, jail.outlet?.env, command.env),
    cwd: command.cwd ?? user.home,
    descriptors: { filter, status, etc: Object.fromEntries(etc) },
  });
  const words = [
    ...limits.outside,
    ...[jail.bubblewrap.path, "--args", String(descriptors.feed(terminated(list))), "--"],
    ...limits.inside,
    ...bridged([command.program, ...command.args], jail.outlet, channel),
  ];
  for (const word of words) refuseNul(word);
  const child = descriptors.spawn((stdio) => spawnClean(words, stdio));
  if (child.pid === undefined) return notSpawned(child);
  limits.watch(child.pid);
  if (channel !== undefined) jail.outlet?.serve(pipeOf(child, channel));
  return jailProcess({ child, status: pipeOf(child, status), limits });
}

/** From an empty environment: what bubblewrap is started with stays readable in the jail, and steers its own loader. */
function spawnClean(words: readonly string[], stdio: Stdio): ChildProcess {
  const [program = "", ...args] = words;
  return spawn(program, args, { stdio, cwd: "/", env: { PATH: "/usr/bin:/bin" } });
}

async function notSpawned(child: ChildProcess): Promise<never> {
  const cause = await running(child).catch((error: unknown) => error);
  throw new Failure("sandboxFailed", "bubblewrap could not be started.", { cause });
}

function bridged(
  words: readonly string[],
  outlet: Outlet | undefined,
  channel: number | undefined,
): readonly string[] {
  return outlet === undefined || channel === undefined ? words : outlet.wrap(words, channel);
}

const terminated = (list: readonly string[]): string => list.map((word) => `${word}\0`).join("");
