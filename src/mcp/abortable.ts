import { Failure } from "../base/failure.ts";

/**
 * Gives up waiting when the signal fires, with its reason as a Failure, whether or not the work
 * itself knows the signal. What comes too late is handed to `late`, so that it can be closed.
 */
export async function abortable<T>(
  work: Promise<T>,
  signal: AbortSignal | undefined,
  late: (value: T) => void = () => {},
): Promise<T> {
  if (signal === undefined) return work;
  let left = false;
  let onAbort: () => void = () => {};
  const aborted = new Promise<never>((_, reject) => {
    onAbort = () => {
      left = true;
      reject(abortFailure(signal));
    };
    if (signal.aborted) onAbort();
    else signal.addEventListener("abort", onAbort, { once: true });
  });
  work.then(
    (value) => left && late(value),
    () => {},
  );
  try {
    return await Promise.race([work, aborted]);
  } finally {
    signal.removeEventListener("abort", onAbort);
  }
}

/** Why it was cancelled: a failure that was given as the reason, or `cancelled`, or `timeout`. */
export function abortFailure(signal: AbortSignal): Failure {
  return Failure.from(signal.reason, "cancelled");
}
