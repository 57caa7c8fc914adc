import type { ChildProcess } from "node:child_process";
import { constants } from "node:os";
import type { Duplex } from "node:stream";
import { setTimeout as wait } from "node:timers/promises";
import { Failure } from "../../base/failure.ts";
import { asProcess } from "../childProcess.ts";
import type { Exit, Process } from "../sandbox.ts";
import type { LimitGroup } from "./limits/limitGroup.ts";
import { Namespace } from "./namespace.ts";
import { type JailStatus, readStatus } from "./status.ts";

/** A bubblewrap that was spawned just now, or the words in front of it that become it. */
export interface Spawned {
  readonly child: ChildProcess;
  /** The channel that it reports on. */
  readonly status: Duplex;
  readonly limits: LimitGroup;
  /** Ends the program; the reason is what its exit says. */
  readonly halt?: AbortSignal;
  /** Called once, when every process of the jail is gone; the exit waits for it. */
  readonly onGone: () => Promise<void>;
}

/**
 * Settles when the program runs in its jail. Rejects with `sandboxFailed` when the jail could not
 * be made, with `commandNotFound` when the program could not be run in it. To be called in the same tick as `spawn`.
 */
export async function jailProcess(spawned: Spawned): Promise<Process> {
  const { child, status, limits, halt, onGone } = spawned;
  const jail = readStatus(status);
  const namespace = jail.first.then((pid) => (pid === undefined ? undefined : new Namespace(pid)));
  let wasEnded = false;
  const program = asProcess(child, {
    signal: async (signal) => {
      wasEnded = true;
      if (signal === "SIGKILL") child.kill("SIGKILL");
      else (await namespace)?.askToEnd();
    },
    settle: async (first) => {
      await (await namespace)?.gone();
      const ended = halted(halt) ?? ending(first, await jail.exitCode);
      const exit = wasEnded ? ended : ((await byLimit(ended, limits)) ?? ended);
      await onGone();
      return exit;
    },
  });
  const kill = (): void => void child.kill("SIGKILL");
  if (halt?.aborted === true) kill();
  halt?.addEventListener("abort", kill, { once: true });
  await running(program, namespace, jail);
  return program;
}

function halted(halt: AbortSignal | undefined): Exit | undefined {
  return halt?.aborted === true ? { kind: "lost", message: String(halt.reason) } : undefined;
}

async function running(
  program: Process,
  coming: Promise<Namespace | undefined>,
  jail: JailStatus,
): Promise<void> {
  const namespace = await coming;
  const over = program.exit.then(() => true);
  let wasOver = namespace === undefined;
  while (!wasOver) {
    if (namespace?.isRunning() === true) return;
    wasOver = await Promise.race([over, wait(1, false)]);
  }
  const exit = await program.exit;
  if (exit.kind === "limit" || (await jail.exitCode) !== undefined) return;
  if (exit.kind === "lost" && exit.message !== neverRan)
    throw new Failure("sandboxFailed", exit.message);
  throw notMade(await text(program.stderr));
}

/** What bubblewrap said before it gave up, in our words. */
function notMade(said: string): Failure {
  const line =
    said
      .trim()
      .split("\n")[0]
      ?.replace(/^bwrap: /, "") || "bubblewrap said nothing.";
  const [, program, reason] = /^execvp (.*): (.*)$/.exec(line) ?? [];
  if (program !== undefined)
    return new Failure("commandNotFound", `${program} cannot be run in the sandbox: ${reason}.`, {
      remedy: "Its interpreter or its libraries may not be visible there; grant them with a mount.",
    });
  return new Failure("sandboxFailed", `The jail could not be made: ${line}`, {
    log: said,
    remedy: "Run `mcp-sandbox doctor` to see what this machine lacks.",
  });
}

const neverRan = "The program could not be run in the jail.";

/**
 * bubblewrap tells of a program that a signal ended as shells do: 128 and the signal's number.
 * It tells nothing when the program never ran.
 */
function ending(first: Exit, code: number | undefined): Exit {
  if (code === undefined) {
    if (first.kind === "signalled") return first;
    return { kind: "lost", message: neverRan };
  }
  const signal = Object.entries(constants.signals).find(([, number]) => number === code - 128);
  return signal === undefined ? { kind: "exited", code } : { kind: "signalled", signal: signal[0] };
}

/** A program that ended well has put up with whatever it was refused. */
async function byLimit(ended: Exit, limits: LimitGroup): Promise<Exit | undefined> {
  if (ended.kind === "exited" && ended.code === 0) return undefined;
  const exceeded = await limits.exceeded().catch(() => undefined);
  return exceeded === undefined ? undefined : { kind: "limit", ...exceeded };
}

async function text(stream: AsyncIterable<Uint8Array>): Promise<string> {
  const chunks: Uint8Array[] = [];
  for await (const chunk of stream) chunks.push(chunk);
  return Buffer.concat(chunks).toString("utf8");
}
