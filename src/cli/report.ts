import { Failure, type Problem } from "../base/failure.ts";
import { printable } from "../mcp/printable.ts";
import { exitCodeOf } from "./exitCodes.ts";
import type { Terminal } from "./terminal.ts";
import { indent, safeText } from "./text.ts";

/** Says what went wrong, as JSON on stdout or as words on stderr, and gives the exit code. */
export function report(error: unknown, terminal: Terminal): number {
  const failure = Failure.from(error);
  if (terminal.json) terminal.result({ error: asValue(failure) }, "");
  else terminal.note(inWords(failure, terminal));
  return exitCodeOf(failure.code);
}

function asValue({ code, message, problems, remedy, log, rpc, result }: Failure) {
  return {
    code,
    message,
    problems,
    ...(remedy === undefined ? {} : { remedy }),
    ...(log === undefined ? {} : { log }),
    ...(rpc === undefined ? {} : { rpc }),
    ...(result === undefined ? {} : { result }),
  };
}

function inWords(failure: Failure, terminal: Terminal): string {
  const { code, message, problems, remedy, log, rpc } = failure;
  const lines = [`${terminal.styleNote("red", "error:")} ${safeText(message)}`];
  if (problems.length > 0) lines.push(indent(problemLines(problems)));
  if (rpc?.data !== undefined) lines.push(`  data: ${printable(JSON.stringify(rpc.data))}`);
  if (log !== undefined && log !== "")
    lines.push(terminal.styleNote("dim", indent(safeText(log.trimEnd()), "  | ")));
  if (remedy !== undefined) lines.push(`${terminal.styleNote("cyan", "→")} ${safeText(remedy)}`);
  if (code === "internal" && terminal.verbose) lines.push(safeText(failure.stack ?? ""));
  return lines.join("\n");
}

/** One line for each problem: its path, and what is wrong. */
export function problemLines(problems: readonly Problem[]): string {
  return problems
    .map(({ path, message }) => printable(path === "" ? message : `${path}: ${message}`))
    .join("\n");
}
