import { type CancellationToken, ProgressLocation, window } from "vscode";
import type { Progress } from "../mcp/server.ts";

/** What work that may take long gets: when to give up, and where to say how far it is. */
export interface Work {
  readonly signal: AbortSignal;
  readonly say: (progress: Partial<Progress>) => void;
}

const quietMs = 400;

/**
 * Does work that may take long. A notification with progress and *Cancel* comes only when it does.
 * Cancelling there, or by the caller's controller, aborts the signal.
 */
export async function longWork<T>(
  title: string,
  work: (work: Work) => Promise<T>,
  controller: AbortController = new AbortController(),
): Promise<T> {
  const reports: Partial<Progress>[] = [];
  let say = (progress: Partial<Progress>): void => void reports.push(progress);
  const running = work({ signal: controller.signal, say: (progress) => say(progress) });
  if (await settlesSoon(running)) return running;
  return window.withProgress(
    { location: ProgressLocation.Notification, title, cancellable: true },
    (progress, token) => {
      abortOn(token, controller);
      let done = 0;
      say = ({ message, progress: now, total }) => {
        const percent = now === undefined || !total ? done : (now / total) * 100;
        progress.report({
          ...(message === undefined ? {} : { message }),
          increment: percent - done,
        });
        done = percent;
      };
      const last = reports.at(-1);
      if (last !== undefined) say(last);
      return running;
    },
  );
}

/** The editor's way to say that something is to be given up, as the core's. */
function abortOn(token: CancellationToken, controller: AbortController): void {
  token.onCancellationRequested(() => controller.abort());
}

async function settlesSoon(work: Promise<unknown>): Promise<boolean> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<false>((resolve) => {
    timer = setTimeout(resolve, quietMs, false);
  });
  const settled = work.then(
    () => true,
    () => true,
  );
  try {
    return await Promise.race([settled, late]);
  } finally {
    clearTimeout(timer);
  }
}
