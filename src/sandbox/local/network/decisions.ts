import type { Log } from "../../../base/log.ts";
import { shownTarget, type Target } from "./hostName.ts";

/** A host that a jailed program asked for and did not get. */
export interface Blocked {
  readonly host: string;
  readonly port: number;
  readonly reason: string;
}

export interface DecisionsOptions {
  readonly log: Log;
  readonly label: string;
  readonly onDidBlock?: ((blocked: Blocked) => void) | undefined;
}

const maxLinesPerMinute = 600;
const maxRemembered = 200;

/** Writes each decision of a proxy in one line, and tells of each blocked host once. */
export class Decisions {
  readonly #options: DecisionsOptions;
  readonly #told = new Set<string>();
  #lines = 0;
  #minute = 0;

  constructor(options: DecisionsOptions) {
    this.#options = options;
  }

  allowed(target: Target, how: string): void {
    this.#say("info", `${shownTarget(target)} allowed (${how})`);
  }

  failed(target: Target, reason: string): void {
    this.#say("warn", `${shownTarget(target)} failed: ${reason}`);
  }

  blocked(target: Target, reason: string): void {
    const shown = shownTarget(target);
    this.#say("warn", `${shown} blocked: ${reason}`);
    if (this.#told.has(shown) || this.#told.size >= maxRemembered) return;
    this.#told.add(shown);
    this.#options.onDidBlock?.({ ...target, reason: plain(reason) });
  }

  /** A request that names no host that could be compared with anything. */
  refused(written: string, reason: string): void {
    this.#say("warn", `${JSON.stringify(written.slice(0, 100))} blocked: ${reason}`);
  }

  /** A program may ask faster than anyone can read or a disk should keep. */
  #say(level: "info" | "warn", text: string): void {
    const minute = Math.floor(Date.now() / 60_000);
    if (minute !== this.#minute) [this.#minute, this.#lines] = [minute, 0];
    this.#lines += 1;
    const { log, label } = this.#options;
    if (this.#lines <= maxLinesPerMinute) log[level](`${label}: ${plain(text)}`);
    else if (this.#lines === maxLinesPerMinute + 1)
      log.warn(`${label}: further decisions of this minute are not written down`);
  }
}

/** A program chooses the names that it asks for; they must not steer the terminal that shows them. */
function plain(text: string): string {
  return text.replaceAll(
    /[\p{Cc}\p{Cf}]/gu,
    (letter) => `\\u${letter.charCodeAt(0).toString(16).padStart(4, "0")}`,
  );
}
