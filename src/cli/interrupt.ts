import { constants } from "node:os";
import type { EventEmitter } from "node:events";

const signals = ["SIGINT", "SIGTERM", "SIGHUP"] as const;

/** What a signal to us comes to: the first asks everything to end, the second ends it at once. */
export interface Interrupt {
  readonly signal: AbortSignal;
  /** 130 by Ctrl+C, 143 by SIGTERM, 129 by SIGHUP; `undefined` while there was none. */
  exitCode(): number | undefined;
}

/** Listens to the signals of a process. `kill` ends it at once with an exit code. */
export function interrupt(process: EventEmitter, kill: (exitCode: number) => void): Interrupt {
  const controller = new AbortController();
  let exitCode: number | undefined;
  for (const name of signals)
    process.on(name, () => {
      if (exitCode !== undefined) return kill(exitCode);
      exitCode = 128 + constants.signals[name];
      controller.abort();
    });
  return { signal: controller.signal, exitCode: () => exitCode };
}
