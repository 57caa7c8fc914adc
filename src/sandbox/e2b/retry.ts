import { setTimeout as sleep } from "node:timers/promises";
import { isUnanswered } from "./e2bFailure.ts";

/** Calls again, up to `tries` times in all, when the service gave no answer. For calls that may be done twice. */
export async function retried<T>(
  call: () => Promise<T>,
  { tries = 4, pauseMs }: { readonly tries?: number; readonly pauseMs: number },
): Promise<T> {
  for (let left = tries - 1, ms = pauseMs; ; left -= 1, ms *= 2) {
    try {
      return await call();
    } catch (error) {
      if (left <= 0 || !isUnanswered(error)) throw error;
      await sleep(ms);
    }
  }
}
