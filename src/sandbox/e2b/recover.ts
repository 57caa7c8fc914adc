import { setTimeout as sleep } from "node:timers/promises";
import type { Box, Boxes } from "./client.ts";
import { e2bFailure, statusOf } from "./e2bFailure.ts";
import type { Times } from "./times.ts";

/** What became of a microVM: it runs (again), or why it does not. */
export type Outcome =
  | { readonly box: Box }
  | {
      readonly lost: string;
      /** Nobody could tell whether it is there; it may be. */
      readonly isUnknown?: boolean;
    };

export interface RecoverOptions {
  readonly box: Box;
  readonly boxes: Boxes;
  readonly debug: boolean;
  readonly times: Times;
  /** Its end as far as it is known. Epoch milliseconds. */
  readonly endsAt: number;
}

/**
 * Asks the service why a stream was cut, until it has told or the time for it is over. One that was
 * paused by its end is resumed. Never rejects.
 */
export async function recover(options: RecoverOptions): Promise<Outcome> {
  const { times, endsAt } = options;
  const until = Date.now() + times.recoverMs;
  for (let pauseMs = times.retryMs; ; pauseMs = Math.min(pauseMs * 2, 5000)) {
    try {
      return await ask(options);
    } catch (error) {
      if (statusOf(error) === 404)
        return { lost: endsAt <= Date.now() ? "Its lifetime was over." : "It was ended." };
      if (Date.now() + pauseMs > until)
        return { lost: e2bFailure(error, "resume it").message, isUnknown: true };
    }
    await sleep(pauseMs);
  }
}

async function ask({ box, boxes, debug, times }: RecoverOptions): Promise<Outcome> {
  if (debug) return (await box.isRunning()) ? { box } : { lost: "The daemon does not answer." };
  const { state } = await boxes.getInfo(box.sandboxId);
  if (state === "running") return { box };
  return { box: await boxes.connect(box.sandboxId, { timeoutMs: times.lifetimeMs }) };
}
