import { type ChildProcess, spawn } from "node:child_process";
import { closeSync } from "node:fs";
import { Failure } from "../../base/failure.ts";
import { running } from "../childProcess.ts";
import type { Command, Process } from "../sandbox.ts";
import { type Bind, jailArguments, refuseNul } from "./arguments.ts";
import type { Bubblewrap } from "./bubblewrap.ts";
import { Descriptors, pipeOf, type Stdio } from "./descriptors.ts";
import { madeUpEtc, workingFolder } from "./etc.ts";
import type { HostRoot } from "./hostRoot.ts";
import { jailProcess } from "./jailProcess.ts";
import type { LimitGroup } from "./limits/limitGroup.ts";
import type { Outlet } from "./network/outlet.ts";
import { openIfThere, openInPlace } from "./opened.ts";

/** One jail, for one program. */
export interface Jail {
  readonly bubblewrap: Bubblewrap;
  readonly root: HostRoot;
  readonly filter: Uint8Array;
  /** In order. Sources without links in their path; a start fails when one has been replaced by then. */
  readonly binds: readonly Bind[];
  readonly hidden: readonly string[];
  readonly links: Readonly<Record<string, string>>;
  readonly env: Readonly<Record<string, string>>;
  readonly outlet: Outlet | undefined;
  readonly limits: LimitGroup;
  /** Ends the program; the reason is what its exit says. */
  readonly halt?: AbortSignal;
  /** Called when every process of the jail is gone; the exit waits for it. */
  readonly onGone: () => Promise<void>;
}

/**
 * Starts a program in its jail. Must run on the main thread: the jail ends together with the thread
 * that made it. When it rejects, `onGone` may not have been called.
 */
export async function startInJail(jail: Jail, command: Command): Promise<Process> {
  const descriptors = new Descriptors();
  const status = descriptors.channel();
  const channel = jail.outlet === undefined ? undefined : descriptors.channel();
  const held: number[] = [];
  let child: ChildProcess;
  try {
    const list = listOf(jail, command, { descriptors, status, held });
    const words = [
      ...jail.limits.outside,
      ...[jail.bubblewrap.path, "--args", String(descriptors.feed(terminated(list))), "--"],
      ...jail.limits.inside,
      ...bridged([command.program, ...command.args], jail.outlet, channel),
    ];
    for (const word of words) refuseNul(word);
    child = descriptors.spawn((stdio) => spawnClean(words, stdio));
  } finally {
    for (const descriptor of held) closeSync(descriptor);
  }
  if (child.pid === undefined) return notSpawned(child);
  jail.limits.watch(child.pid);
  if (channel !== undefined) jail.outlet?.serve(pipeOf(child, channel));
  return jailProcess({ child, status: pipeOf(child, status), ...jail });
}

interface Making {
  readonly descriptors: Descriptors;
  readonly status: number;
  /** Descriptors of ours, to be closed when the child has its copies. */
  readonly held: number[];
}

function listOf(jail: Jail, command: Command, { descriptors, status, held }: Making): string[] {
  const { options } = jail.bubblewrap;
  const hold = (bind: Bind): Bind => {
    const descriptor = openInPlace(bind.source);
    held.push(descriptor);
    return { ...bind, descriptor: descriptors.pass(descriptor) };
  };
  const files: Record<string, number> = {};
  for (const path of jail.root.copied) {
    const descriptor = openIfThere(path);
    if (descriptor === undefined) continue;
    held.push(descriptor);
    files[path] = descriptors.pass(descriptor);
  }
  for (const [path, text] of Object.entries(madeUpEtc)) files[path] = descriptors.feed(text);
  return jailArguments({
    ...jail,
    options,
    binds: options.has("--bind-fd") ? jail.binds.map(hold) : jail.binds,
    cwd: workingFolder(command),
    descriptors: {
      filter: descriptors.feed(jail.filter),
      status,
      files,
    },
  });
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
