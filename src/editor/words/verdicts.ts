import type { Check } from "../../base/check.ts";
import { count } from "./count.ts";

/** What the doctor's checks come to. */
export function doctorVerdict(checks: readonly Check[]): string {
  const failed = number(checks, "failed");
  const warnings = number(checks, "warning");
  if (failed > 0) return `${count(failed, "obstacle")} in the way of the local sandbox.`;
  if (warnings > 0) return `The local sandbox works here, with ${count(warnings, "warning")}.`;
  return "The local sandbox works here.";
}

/** How many attacks got through, in the sandbox and, to compare, without one. */
export interface Attacked {
  readonly jailed: Tally;
  readonly bare: Tally;
  readonly holds: boolean;
}

interface Tally {
  readonly tried: number;
  readonly through: number;
}

/** What the attacks come to. */
export function verifyVerdict({ jailed, bare, holds }: Attacked): string {
  const broken = holds || jailed.through > 0 ? "" : " Something that is granted does not work.";
  return `${tallyWords(jailed)} in the sandbox, ${tallyWords(bare)} without one.${broken}`;
}

function tallyWords({ through, tried }: Tally): string {
  return `${through} of ${count(tried, "attack")} got through`;
}

function number(checks: readonly Check[], outcome: Check["outcome"]): number {
  return checks.filter((check) => check.outcome === outcome).length;
}
