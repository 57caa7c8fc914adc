/** How long the service may take for what. */
export interface ServiceTimes {
  /** For an answer that does not wait for code. */
  readonly answerMs: number;
  /** For a new context, whose interpreter has to start. */
  readonly startMs: number;
  /** Without a byte of a run's answer, until we ask whether the service is still there. */
  readonly silenceMs: number;
  /** Until a run that was taken begins, where the service tells of beginnings. */
  readonly beginMs: number;
  /** Before the first look whether code has stopped: what comes sooner, the service may never begin. */
  readonly pauseMs: number;
  /** For one such look. */
  readonly lookMs: number;
  /** For code to stop, before its context is given up. */
  readonly stopMs: number;
}

export const defaultTimes: ServiceTimes = {
  answerMs: 15_000,
  startMs: 60_000,
  silenceMs: 30_000,
  beginMs: 60_000,
  pauseMs: 500,
  lookMs: 2000,
  stopMs: 15_000,
};
