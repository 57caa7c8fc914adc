import type { Exit, Process } from "./sandbox.ts";

/** How long each step of the ladder waits before the next one. */
export interface Grace {
  /** After the input was closed. */
  readonly closeMs: number;
  /** After SIGTERM. */
  readonly termMs: number;
}

export const defaultGrace: Grace = { closeMs: 2000, termMs: 2000 };

/**
 * Ends a program as gently as it allows: closes its input, waits, asks, waits, forces. Settles when
 * the whole tree is gone, at the latest shortly after both waits; never rejects.
 */
export async function stop(program: Process, grace: Grace = defaultGrace): Promise<Exit> {
  // Not awaited: an input that nobody reads is closed only when the program is gone.
  void program.end();
  const closed = await within(program.exit, grace.closeMs);
  if (closed !== undefined) return closed;
  await program.signal("SIGTERM");
  const asked = await within(program.exit, grace.termMs);
  if (asked !== undefined) return asked;
  await program.signal("SIGKILL");
  return program.exit;
}

/** The exit, or undefined when it has not come in time. */
async function within(exit: Promise<Exit>, waitMs: number): Promise<Exit | undefined> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<undefined>((resolve) => {
    timer = setTimeout(() => resolve(undefined), waitMs);
  });
  try {
    return await Promise.race([exit, late]);
  } finally {
    clearTimeout(timer);
  }
}
