import type { Check } from "../../../base/check.ts";
import { type Attack, type Group, groups, type Outcome, type Verdict } from "./attack.ts";
import { catalogue } from "./catalogue.ts";
import type { Verdicts } from "./runTogether.ts";

export interface AttackResult {
  readonly id: string;
  readonly group: Group;
  readonly title: string;
  readonly jailed: Outcome;
  readonly bare: Outcome;
  /** What got through or what stopped it. */
  readonly note: string;
  /** Not an attack: something granted, which must get through. */
  readonly granted?: true;
}

export interface Tally {
  /** Attacks that could be tried. */
  readonly tried: number;
  readonly through: number;
}

export interface VerifyReport {
  readonly results: readonly AttackResult[];
  readonly jailed: Tally;
  /** The same attacks on the same canaries without a jail: what shows that they are real. */
  readonly bare: Tally;
  /** No attack got through, and what was granted works. */
  readonly holds: boolean;
  readonly tookMs: number;
}

const untried: Verdict = { outcome: "notRun", note: "not tried" };

export function reportOf(jailed: Verdicts, bare: Verdicts, tookMs: number): VerifyReport {
  const results = catalogue.map((attack) =>
    resultOf(attack, jailed.get(attack.id) ?? untried, bare.get(attack.id) ?? untried),
  );
  const attacks = results.filter(({ granted }) => !granted);
  return {
    results,
    jailed: tally(attacks.map((each) => each.jailed)),
    bare: tally(attacks.map((each) => each.bare)),
    holds: results.every(({ granted, jailed }) =>
      granted ? jailed === "through" : jailed !== "through",
    ),
    tookMs,
  };
}

/** The worse of two runs: what got through in one of them got through. */
export function worse(a: Verdict | undefined, b: Verdict | undefined): Verdict {
  const rank = { through: 2, held: 1, notRun: 0 };
  if (a === undefined || b === undefined) return a ?? b ?? untried;
  return rank[b.outcome] > rank[a.outcome] ? b : a;
}

export function checkOf({ id, title, jailed, bare, note, granted }: AttackResult): Check {
  if (jailed === "notRun") return { id, title, outcome: "skipped", message: note };
  if ((jailed === "through") !== (granted === true))
    return { id, title, outcome: "failed", message: granted ? `does not work: ${note}` : note };
  const real = bare !== "held" ? "" : " (this machine does not allow it without a jail either)";
  return { id, title, outcome: "ok", message: granted ? "works" : `held: ${note}${real}` };
}

/** For people: what got through first, then the sections, then the count. */
export function formatReport(
  report: VerifyReport,
  options: { readonly all?: boolean } = {},
): string {
  const lines = Object.entries(groups).flatMap(([group, title]) => {
    const own = report.results.filter((each) => each.group === group);
    const shown = own.filter((each) => options.all || checkOf(each).outcome === "failed");
    const held = own.filter((each) => checkOf(each).outcome === "ok").length;
    const skipped = own.filter((each) => each.jailed === "notRun").length;
    const beyond = skipped === 0 ? "" : `, ${skipped} not tried`;
    return [`${title}: ${held} of ${own.length} as they should be${beyond}`, ...shown.map(line)];
  });
  return [...lines, "", ...summary(report)].join("\n");
}

function summary({ jailed, bare, tookMs }: VerifyReport): string[] {
  return [
    `jailed: ${count(jailed)}`,
    `bare:   ${count(bare)}`,
    `took ${(tookMs / 1000).toFixed(1)} s`,
  ];
}

const count = ({ through, tried }: Tally): string => `${through} of ${tried} attacks succeeded`;

function line(result: AttackResult): string {
  const { outcome, message } = checkOf(result);
  const sign = { ok: "✔", failed: "✘", warning: "!", skipped: "–" }[outcome];
  return `  ${sign} ${result.id.padEnd(4)} ${result.title} — ${message}`;
}

function resultOf(
  { id, group, title, granted }: Attack,
  jailed: Verdict,
  bare: Verdict,
): AttackResult {
  const known = { id, group, title, jailed: jailed.outcome, bare: bare.outcome, note: jailed.note };
  return granted ? { ...known, granted } : known;
}

function tally(outcomes: readonly Outcome[]): Tally {
  return {
    tried: outcomes.filter((outcome) => outcome !== "notRun").length,
    through: outcomes.filter((outcome) => outcome === "through").length,
  };
}
