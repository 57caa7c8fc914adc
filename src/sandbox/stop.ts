import { within } from "../base/within.ts";
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
  const closed = await within(grace.closeMs, program.exit);
  if (closed !== undefined) return closed;
  await program.signal("SIGTERM");
  const asked = await within(grace.termMs, program.exit);
  if (asked !== undefined) return asked;
  await program.signal("SIGKILL");
  return program.exit;
}
