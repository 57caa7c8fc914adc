/** What came of a command: one value for programs, the same as text for a person. */
export interface Outcome {
  /** What `--json` prints. */
  readonly value: unknown;
  /** What is printed otherwise; ends without a newline. */
  readonly text: string;
  /** Exit code; 0 when absent. */
  readonly exitCode?: number;
}
