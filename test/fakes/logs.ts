import type { Log } from "../../src/base/log.ts";

/** A log that remembers, for tests to read. */
export class Lines implements Log {
  readonly lines: string[] = [];
  readonly trace = this.#keep("trace");
  readonly debug = this.#keep("debug");
  readonly info = this.#keep("info");
  readonly warn = this.#keep("warn");
  readonly error = this.#keep("error");

  get text(): string {
    return this.lines.join("\n");
  }

  #keep(level: string): (message: string) => void {
    return (message) => void this.lines.push(`${level}: ${message}`);
  }
}
