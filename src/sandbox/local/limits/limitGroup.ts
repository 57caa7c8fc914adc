import type { LimitName } from "../../sandbox.ts";

/** The limits of one jailed process tree, made before it and closed after it. */
export interface LimitGroup extends AsyncDisposable {
  /** Words in front of bubblewrap's own that put it under the limits, then become it (`exec`). */
  readonly outside: readonly string[];
  /** Words in front of the program inside the jail, e.g. `prlimit …`. */
  readonly inside: readonly string[];
  /** Which limits are not enforced on this machine, and why, in plain words. */
  readonly caveats: readonly string[];
  /** A program is about to be started under them: begins what takes time. */
  prepare(): void;
  /** Begins to watch the tree whose first process this is. Called right after spawn. */
  watch(pid: number): void;
  /** What the tree was ended for, or was refused, as far as it is known; asked after its end. */
  exceeded(): Promise<{ readonly limit: LimitName; readonly message: string } | undefined>;
}
