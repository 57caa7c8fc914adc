/** What an attack is after; the sections of the report. */
export const groups = {
  reads: "Reading what was not granted",
  secrets: "Finding secrets",
  writes: "Writing what was not granted",
  planted: "Planting what the host would run later",
  network: "Reaching the network",
  proxy: "Getting around the allow-list",
  processes: "Touching other processes",
  kernel: "Kernel interfaces",
  confinement: "The jail's own parts",
  limits: "Exhausting the machine",
  starts: "Falling for what an earlier start left",
  ends: "Outliving the sandbox",
} as const;

export type Group = keyof typeof groups;

/**
 * How it is decided whether an attack got through.
 * `secret`: the bytes of its own canary came out. `host`: its trace is found on the host.
 * `contact`: a victim on the host heard it. `word`: the kernel told the probe, which nobody else can see.
 */
export type Evidence = "secret" | "host" | "contact" | "word";

export interface Attack {
  /** The name of a function of the probe. */
  readonly id: string;
  readonly group: Group;
  readonly title: string;
  readonly evidence: Evidence;
  /** Not an attack but something granted: it must work, or the rest proves nothing. */
  readonly granted?: true;
}

/** `through`: it got what it was after. `notRun`: it could not be tried; the note says why. */
export type Outcome = "held" | "through" | "notRun";

export interface Verdict {
  readonly outcome: Outcome;
  readonly note: string;
}
