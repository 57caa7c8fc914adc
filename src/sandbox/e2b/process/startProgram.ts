import type { Sandbox } from "e2b";
import { Failure } from "../../../base/failure.ts";
import { within } from "../../../base/within.ts";
import type { Command } from "../../sandbox.ts";
import { e2bFailure, statusOf } from "../e2bFailure.ts";
import { type Launch, launchOf } from "./commandLine.ts";
import { killTree } from "./killTree.ts";
import { type Hearing, listen, type Listening } from "./listening.ts";
import { defaultTimes, type MachineLink, type ProgramTimes } from "./machineLink.ts";
import { afterMarker, newWord } from "./marker.ts";
import { PlainProgram } from "./plainProgram.ts";
import type { Program } from "./program.ts";
import { RelayProgram } from "./relayProgram.ts";

export interface StartOptions {
  /** Without the relay, as where there is no Perl. */
  readonly plain?: boolean;
  readonly times?: Partial<ProgramTimes>;
}

/**
 * Starts a program in a microVM. Its environment is the sandbox's and the command's. Rejects with
 * `commandNotFound`, with `config` when its folder is not there, and as `e2bFailure` says.
 */
export async function startProgram(
  machine: MachineLink,
  command: Command,
  options: StartOptions = {},
): Promise<Program> {
  const times = { ...defaultTimes, ...options.times };
  const relayed = options.plain ? undefined : await tryToStart(machine, command, "relayed", times);
  // A Perl that does not even start is as good as none.
  const program = relayed ?? (await tryToStart(machine, command, "plain", times));
  if (program !== undefined) return program;
  throw new Failure(
    "sandboxFailed",
    `The sandbox's shell ended before it started ${command.program}.`,
  );
}

/** Undefined when the shell, or what it became, ended without a word. */
async function tryToStart(
  machine: MachineLink,
  command: Command,
  how: "relayed" | "plain",
  times: ProgramTimes,
): Promise<Program | undefined> {
  const word = newWord();
  const relay = new RelayProgram(machine, times);
  const plain = new PlainProgram(machine);
  let say = (_what: string): void => {};
  const said = new Promise<string>((resolve) => (say = resolve));
  const hearing: Hearing = {
    stdout: afterMarker(word, (what) => {
      say(what);
      return what === "ok" ? relay.hear : plain.hearing.stdout;
    }),
    stderr: afterMarker(word, () => plain.hearing.stderr),
  };
  const launch = launchOf(command, word, how);
  const { box, listening } = await run(machine, command, { ...launch, word }, hearing);
  const answer = await within(times.startMs, Promise.race([said, listening.end]));
  if (answer === "ok") return relay.begin(box, listening, word);
  if (answer === "plain") return plain.begin(box, listening);
  await listening.close();
  if (typeof answer === "string") throw notFound(command.program, answer);
  if (answer?.kind === "ended") return undefined;
  await killTree(box, listening.pid);
  throw await notStarted(machine, command, answer === undefined ? times.startMs : undefined);
}

async function run(
  machine: MachineLink,
  { program, cwd }: Command,
  { line, envs, word }: Launch & { readonly word: string },
  hearing: Hearing,
): Promise<{ readonly box: Sandbox; readonly listening: Listening }> {
  const place = cwd === undefined ? {} : { cwd };
  const options = { background: true, stdin: true, envs, ...place } as const;
  for (let box = machine.box(), isFirst = true; ; isFirst = false) {
    const { commands } = box;
    try {
      const listening = await listen(
        (callbacks) => commands.run(line, { ...options, ...callbacks }),
        hearing,
      );
      return { box, listening };
    } catch (error) {
      if (statusOf(error) === 400 && cwd !== undefined) throw noFolder(cwd, error);
      const found = await machine.recover();
      if ("lost" in found) throw new Failure("sandboxFailed", found.lost, { cause: error });
      ({ box } = found);
      await sweep(box, word);
      if (!isFirst) throw e2bFailure(error, `start ${program}`);
    }
  }
}

/** What was started although the answer was lost. */
async function sweep(box: Sandbox, word: string): Promise<void> {
  const running = await box.commands.list().catch(() => []);
  const ours = running.filter(({ args }) => args.some((text) => text.includes(word)));
  await Promise.all(ours.map(({ pid }) => killTree(box, pid)));
}

function notFound(program: string, answer: string): Failure {
  const [, reason = "No such file or directory"] = /^no (.*)$/.exec(answer) ?? [];
  return new Failure("commandNotFound", `${program} cannot be run in the sandbox: ${reason}.`, {
    remedy:
      "Give a program that is on the sandbox's PATH, or install it there with sandbox.installCommands.",
  });
}

const noFolder = (cwd: string, cause: unknown): Failure =>
  new Failure("config", `The working directory ${cwd} does not exist in the sandbox.`, {
    cause,
    remedy: "Correct the server's working directory, or make it with sandbox.installCommands.",
  });

async function notStarted(
  machine: MachineLink,
  { program }: Command,
  afterMs: number | undefined,
): Promise<Failure> {
  if (afterMs !== undefined)
    return new Failure("timeout", `${program} was not started within ${afterMs / 1000} s.`);
  const found = await machine.recover();
  const message =
    "lost" in found
      ? found.lost
      : `The connection to the sandbox was cut while ${program} was started.`;
  return new Failure("sandboxFailed", message, { remedy: "Try again." });
}
