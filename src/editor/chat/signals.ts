import { type CancellationToken, CancellationTokenSource } from "vscode";

/** The editor's way to give up, as the core's. */
export function signalOf(token: CancellationToken): AbortSignal {
  const controller = new AbortController();
  if (token.isCancellationRequested) controller.abort();
  else token.onCancellationRequested(() => controller.abort());
  return controller.signal;
}

/** A key that was meant for something else must not be an answer. */
const tooSoonMs = 400;

/**
 * Asks the user until the signal fires, and then rejects with its reason. What is answered before
 * the question can have been read is asked again; undefined, for leaving it, is taken at once.
 */
export async function asking<T>(
  signal: AbortSignal,
  ask: (token: CancellationToken) => Thenable<T | undefined>,
): Promise<T | undefined> {
  signal.throwIfAborted();
  const source = new CancellationTokenSource();
  const cancel = (): void => source.cancel();
  signal.addEventListener("abort", cancel, { once: true });
  const askedAt = Date.now();
  try {
    for (;;) {
      const answer = await ask(source.token);
      signal.throwIfAborted();
      if (answer === undefined || Date.now() - askedAt >= tooSoonMs) return answer;
    }
  } finally {
    signal.removeEventListener("abort", cancel);
    source.dispose();
  }
}
