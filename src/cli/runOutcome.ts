import { Failure } from "../base/failure.ts";
import { Collected } from "../gateway/interpreter/collected.ts";
import { runResult } from "../gateway/interpreter/runResult.ts";
import type { Execution, Language, MimeBundle, Output } from "../interpreter/engine.ts";
import { toolError } from "./exitCodes.ts";
import type { Outcome } from "./outcome.ts";
import type { Terminal } from "./terminal.ts";
import type { World } from "./world.ts";

/** Python and the shell end by these with a status, which is no mistake to be told of. */
const exits = ["SystemExit", "ExitStatus"];

/** Writes what a run gives as it comes, or gathers it for one JSON value, and says what it came to. */
export class RunOutcome {
  readonly #collected = new Collected();
  readonly #world: Pick<World, "stdout" | "stderr">;
  readonly #terminal: Terminal;

  constructor(world: Pick<World, "stdout" | "stderr">, terminal: Terminal) {
    this.#world = world;
    this.#terminal = terminal;
  }

  readonly onOutput = (output: Output): void => {
    if (this.#terminal.json) this.#collected.add(output);
    else write(output, this.#world);
  };

  /** Rejects as the run does, unless the code has ended its own interpreter, as it wished. */
  async of(language: Language, running: Promise<Execution>): Promise<Outcome> {
    const execution = await running.catch(endedByItself);
    const { error } = execution;
    const isExit = exits.includes(error?.name ?? "");
    if (error !== undefined && !isExit && !this.#terminal.json)
      this.#world.stderr.write(
        `${(error.traceback || `${error.name}: ${error.value}`).trimEnd()}\n`,
      );
    const where = { context_id: "", language };
    const { structuredContent } = runResult(where, this.#collected, execution);
    const { context_id: _, ...value } = structuredContent as Readonly<Record<string, unknown>>;
    return { value, text: "", exitCode: exitCodeOf(error) };
  }
}

function endedByItself(error: unknown): Execution {
  const { code, cause } = Failure.from(error);
  const isExit = typeof cause === "object" && cause !== null && "kind" in cause && "code" in cause;
  if (code !== "sandboxFailed" || !isExit || cause.kind !== "exited") throw error;
  const exit = { name: "SystemExit", value: String(cause.code), traceback: "" };
  return { count: 1, durationMs: 0, error: exit };
}

/** What a program ends with by its own word counts; any other error is 1, as in a shell. */
function exitCodeOf(error: Execution["error"]): number {
  if (error === undefined) return 0;
  if (!exits.includes(error.name)) return toolError;
  if (error.value === "" || error.value === "None") return 0;
  return /^\d{1,3}$/.test(error.value) ? Number(error.value) & 255 : toolError;
}

function write(output: Output, { stdout, stderr }: Pick<World, "stdout" | "stderr">): void {
  if (output.kind === "stream") (output.stream === "stdout" ? stdout : stderr).write(output.text);
  if (output.kind === "display") stdout.write(`${shownAs(output.data)}\n`);
  if (output.kind === "cut") stderr.write(`[${output.bytes} bytes of output were left out]\n`);
}

function shownAs(data: MimeBundle): string {
  const value = data["text/plain"] ?? data["text/markdown"];
  return typeof value === "string" ? value : `[${Object.keys(data).join(", ")}]`;
}
