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
    this.#say((log, label) => log.info(`${label}: ${shownTarget(target)} allowed (${how})`));
  }

  failed(target: Target, reason: string): void {
    this.#say((log, label) => log.warn(`${label}: ${shownTarget(target)} failed: ${reason}`));
  }

  blocked(target: Target, reason: string): void {
    const shown = shownTarget(target);
    this.#say((log, label) => log.warn(`${label}: ${shown} blocked: ${reason}`));
    if (this.#told.has(shown) || this.#told.size >= maxRemembered) return;
    this.#told.add(shown);
    this.#options.onDidBlock?.({ ...target, reason });
  }

  /** A request that names no host that could be compared with anything. */
  refused(written: string, reason: string): void {
    const shown = JSON.stringify(written.slice(0, 100));
    this.#say((log, label) => log.warn(`${label}: ${shown} blocked: ${reason}`));
  }

  /** A program may ask faster than anyone can read or a disk should keep. */
  #say(write: (log: Log, label: string) => void): void {
    const minute = Math.floor(Date.now() / 60_000);
    if (minute !== this.#minute) [this.#minute, this.#lines] = [minute, 0];
    this.#lines += 1;
    const { log, label } = this.#options;
    if (this.#lines <= maxLinesPerMinute) write(log, label);
    else if (this.#lines === maxLinesPerMinute + 1)
      log.warn(`${label}: further decisions of this minute are not written down`);
  }
}
