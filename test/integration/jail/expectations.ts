import { expect } from "vitest";
import { catalogue } from "../../../src/sandbox/local/verify/catalogue.ts";
import { formatReport, type VerifyReport } from "../../../src/sandbox/local/verify/report.ts";

/** Name and id of each attack, and whether it must get through. */
export const cases = catalogue.map(({ id, title, granted }) => ({
  id,
  name: granted ? `${id} works: ${title}` : `${id} is out of reach: ${title}`,
  wanted: granted ? "through" : "held",
}));

/** Attacks that this machine or this run has no means for; anything else must have been tried. */
const mayBeMissing = new Set([
  "N2", // no address but loopback
  "N3", // no IPv6
  "N14",
  "E6", // a kernel without keyrings
  "P9",
  "R10", // a machine that shows no disk
  "K5", // another processor
  "K6",
]);

export function expectOutcome(report: VerifyReport, id: string, wanted: string): void {
  const result = report.results.find((each) => each.id === id);
  const { jailed = "missing", note = "" } = result ?? {};
  if (jailed === "notRun" && mayBeMissing.has(id)) return;
  expect(`${jailed}: ${note}`).toBe(`${wanted}: ${note}`);
}

/** Without a jail most attacks must get through, or the suite proves nothing. */
export function expectReal(report: VerifyReport, least: number): void {
  expect(report.bare.through).toBeGreaterThanOrEqual(least);
  // What any program can do to the user that runs it, on any machine.
  const always = ["R1", "R2", "R3", "R6", "R7", "E2", "E3", "E4", "W1", "W2", "W5", "W6", "W9"];
  const more = ["N1", "N6", "N7", "N8", "P1", "P2", "L1", "L2", "L3", "L4", "T1", "D1"];
  for (const id of [...always, ...more])
    expect([id, report.results.find((each) => each.id === id)?.bare]).toEqual([id, "through"]);
}

/** The figures, for who runs the tests. */
export function show(who: string, report: VerifyReport): void {
  process.stdout.write(`Isolation, ${who}:\n${formatReport(report)}\n`);
}
