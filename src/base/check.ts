/** One thing that was looked at, and what came of it. What `doctor` and *Verify Isolation* report in. */
export interface Check {
  /** Short and stable, e.g. `bubblewrap` or `R1`. */
  readonly id: string;
  readonly title: string;
  readonly outcome: "ok" | "warning" | "failed" | "skipped";
  /** What was found, in one sentence. */
  readonly message: string;
  /** What to do about it: a sentence or an exact command. */
  readonly remedy?: string;
}
