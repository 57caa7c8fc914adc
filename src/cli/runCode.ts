import { Readable } from "node:stream";
import type { RunOptions } from "../interpreter/engine.ts";
import { type CodeFlags, withPlace } from "./codePlace.ts";
import { type CodeProgram, programOf } from "./codeProgram.ts";
import { contextNamed } from "./contextNamed.ts";
import { pairs, positive } from "./flagValues.ts";
import { inputLines } from "./inputLines.ts";
import type { Outcome } from "./outcome.ts";
import { RunOutcome } from "./runOutcome.ts";
import type { Terminal } from "./terminal.ts";
import type { World } from "./world.ts";

export interface RunCodeFlags extends CodeFlags {
  readonly code?: string;
  readonly language?: string;
  readonly context?: string;
  readonly keep?: string;
  readonly cwd?: string;
  readonly env?: readonly string[];
  readonly timeout?: string;
}

/** One run, all told. */
interface Run {
  readonly program: CodeProgram;
  readonly flags: RunCodeFlags;
  readonly options: RunOptions;
  readonly outcome: RunOutcome;
}

const defaultKeepMinutes = 30;

/** Runs code and writes what it gives as it comes; its exit code is ours. */
export async function runCode(
  file: string | undefined,
  flags: RunCodeFlags,
  world: World,
  terminal: Terminal,
): Promise<Outcome> {
  const seconds = positive(flags.timeout, "--timeout", "seconds");
  const env = flags.env === undefined ? undefined : pairs(flags.env, "--env");
  const program = await programOf(file, flags, world);
  const { signal, stderr } = world;
  const outcome = new RunOutcome(world, terminal);
  using lines = inputLines(program.isInput ? Readable.from([]) : world.stdin);
  const options: RunOptions = {
    signal,
    ...(seconds !== undefined && { timeoutMs: seconds * 1000 }),
    ...(env !== undefined && { env }),
    onInput: async ({ prompt }) => {
      stderr.write(prompt);
      return lines.next();
    },
    onOutput: outcome.onOutput,
  };
  const run = { program, flags, options, outcome };
  return flags.context === undefined
    ? await inFreshKernel(run, world, terminal)
    : await inContext(flags.context, run, world, terminal);
}

function inFreshKernel(
  { program: { language, code }, flags, options, outcome }: Run,
  world: World,
  terminal: Terminal,
): Promise<Outcome> {
  return withPlace(flags, world, terminal, async ({ engine }) => {
    const wish = { language, ...(flags.cwd !== undefined && { cwd: flags.cwd }) };
    await using kernel = await engine.start(wish, { signal: world.signal });
    return await outcome.of(language, kernel.run(code, options));
  });
}

/** In a context that lives on in a process of its own; one that has failed begins anew. */
async function inContext(
  name: string,
  { program, flags, options, outcome }: Run,
  world: World,
  terminal: Terminal,
): Promise<Outcome> {
  const { language, isTold } = program;
  const keepMinutes = positive(flags.keep, "--keep", "minutes") ?? defaultKeepMinutes;
  const wish = { name, flags, language, isTold, cwd: flags.cwd, keepMinutes };
  const { contexts, context } = await contextNamed(wish, world);
  if (context.state === "failed") {
    terminal.note(`The context ${name} had failed: it begins anew.`);
    await contexts.restart(context.id);
  }
  return outcome.of(context.language, contexts.run(context.id, program.code, options));
}
