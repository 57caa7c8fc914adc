import { styleText } from "node:util";
import { type Log, silent } from "../base/log.ts";
import { printable } from "../mcp/printable.ts";
import { toJson } from "./toJson.ts";
import type { World } from "./world.ts";

export type Style = "bold" | "dim" | "red" | "green" | "yellow" | "cyan";

/** The two streams: results go to stdout, everything else to stderr. */
export class Terminal {
  readonly json: boolean;
  readonly verbose: boolean;
  readonly #world: Pick<World, "stdout" | "stderr" | "env">;
  #status = "";

  constructor(
    world: Pick<World, "stdout" | "stderr" | "env">,
    options: { readonly json: boolean; readonly verbose: boolean },
  ) {
    this.#world = world;
    this.json = options.json;
    this.verbose = options.verbose;
  }

  /** Prints the one result. */
  result(value: unknown, text: string): void {
    this.status("");
    if (this.json) this.#world.stdout.write(`${toJson(value)}\n`);
    else if (text !== "") this.#world.stdout.write(`${text}\n`);
  }

  /** Prints a line for a person, on stderr. */
  note(text: string): void {
    const status = this.#status;
    this.status("");
    this.#world.stderr.write(`${text}\n`);
    this.status(status);
  }

  /** Shows what goes on at the moment, in place of what was shown before. Terminals only. */
  status(text: string): void {
    if (this.#world.stderr.isTTY !== true || text === this.#status) return;
    this.#status = text;
    const { columns = 0 } = this.#world.stderr; // 0 where the terminal does not know
    const width = (columns > 0 ? columns : 80) - 1;
    const shown = text.length > width ? `${text.slice(0, width - 1)}…` : text;
    this.#world.stderr.write(`\r\u001b[2K${shown === "" ? "" : this.styleNote("dim", shown)}`);
  }

  /** Styles text for stdout. */
  style(style: Style, text: string): string {
    return paint(style, text, this.#hasColours(this.#world.stdout.isTTY === true));
  }

  /** Styles text for stderr. */
  styleNote(style: Style, text: string): string {
    return paint(style, text, this.#hasColours(this.#world.stderr.isTTY === true));
  }

  #hasColours(isTerminal: boolean): boolean {
    const { NO_COLOR, TERM } = this.#world.env;
    return isTerminal && (NO_COLOR ?? "") === "" && TERM !== "dumb";
  }

  /** Where a part of the program says what it does; warnings always, the rest with `--verbose`. */
  log(name: string): Log {
    const say = (level: string, style: Style) => (message: string) => {
      for (const line of message.split("\n"))
        this.note(`${this.styleNote(style, `[${name}] ${level}`)} ${printable(line)}`);
    };
    const loud = { ...silent, warn: say("warning", "yellow"), error: say("error", "red") };
    return this.verbose ? { ...loud, info: say("info", "dim"), debug: say("debug", "dim") } : loud;
  }
}

function paint(style: Style, text: string, colours: boolean): string {
  return colours ? styleText(style, text, { validateStream: false }) : text;
}
