import { Failure } from "../base/failure.ts";
import { outputLines } from "./outputLines.ts";
import type { Command, Exit, Process } from "./sandbox.ts";
import { shellLineOf } from "./shellWords.ts";

const tailLines = 40;

export interface InstallContext {
  /** Starts a program in the sandbox with the install network. Only called when something is to be done. */
  readonly start: (command: Command) => Promise<Process>;
  readonly signal?: AbortSignal;
  readonly onDidSay?: (line: string) => void;
}

/** Runs one install command to its end, telling its output line by line. */
export async function runInstallCommand(command: Command, run: InstallContext): Promise<void> {
  const { signal, onDidSay } = run;
  const shown = shownAs(command);
  if (signal?.aborted) throw cancelled(shown);
  onDidSay?.(`$ ${shown}`);
  const tail: string[] = [];
  const process = await run.start(inBashWherePresent(command));
  const kill = (): void => void process.signal("SIGKILL");
  signal?.addEventListener("abort", kill, { once: true });
  if (signal?.aborted) kill();
  try {
    const exit = await follow(process, (line) => {
      tail.push(line);
      if (tail.length > tailLines) tail.shift();
      onDidSay?.(line);
    });
    if (signal?.aborted) throw cancelled(shown);
    if (exit.kind !== "exited" || exit.code !== 0) throw failed(shown, exit, tail);
  } finally {
    signal?.removeEventListener("abort", kill);
  }
}

async function follow(process: Process, say: (line: string) => void): Promise<Exit> {
  await process.end();
  const read = async (stream: AsyncIterable<Uint8Array>): Promise<void> => {
    for await (const line of outputLines(stream)) say(line);
  };
  const [exit] = await Promise.all([
    process.exit,
    read(process.stdout).catch(() => {}),
    read(process.stderr).catch(() => {}),
  ]);
  return exit;
}

/** The lines of users are written for bash more often than not (`source venv/bin/activate`). */
function inBashWherePresent(command: Command): Command {
  const [flag, line] = command.args;
  if (command.program !== "sh" || flag !== "-c" || line === undefined || command.args.length !== 2)
    return command;
  const choose = 'command -v bash >/dev/null && exec bash -c "$0"; exec sh -c "$0"';
  return { ...command, args: ["-c", choose, line] };
}

/** The line as the user wrote it, else the words of the command without scripts among them. */
export function shownAs(command: Command): string {
  const line = shellLineOf(command);
  if (line !== undefined) return line;
  const words = [command.program, ...command.args];
  return words.map((word) => (word.includes("\n") ? "…" : word)).join(" ");
}

function failed(shown: string, exit: Exit, tail: readonly string[]): Failure {
  return new Failure("installFailed", `The install command \`${shown}\` ${ended(exit)}.`, {
    log: tail.join("\n"),
  });
}

function ended(exit: Exit): string {
  switch (exit.kind) {
    case "exited":
      return `ended with exit code ${exit.code}`;
    case "signalled":
      return `was ended by ${exit.signal}`;
    case "limit":
      return `was ended by a limit: ${exit.message}`;
    case "lost":
      return `was lost: ${exit.message}`;
    default:
      return exit satisfies never;
  }
}

function cancelled(shown: string): Failure {
  return new Failure("cancelled", `Installing was cancelled at \`${shown}\`.`);
}
