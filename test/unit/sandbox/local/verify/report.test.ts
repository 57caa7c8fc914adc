import { describe, expect, test } from "vitest";
import type { Verdict } from "../../../../../src/sandbox/local/verify/attack.ts";
import { catalogue } from "../../../../../src/sandbox/local/verify/catalogue.ts";
import {
  checkOf,
  formatReport,
  reportOf,
  worse,
} from "../../../../../src/sandbox/local/verify/report.ts";

const held: Verdict = { outcome: "held", note: "access denied" };
const through: Verdict = { outcome: "through", note: "its secret came out" };
const notRun: Verdict = { outcome: "notRun", note: "there is no proxy in this run" };

const attacks = catalogue.filter(({ granted }) => !granted);
const grants = catalogue.filter(({ granted }) => granted);

/** What a jail that keeps its word gives, changed in places. */
function verdicts(changes: Record<string, Verdict> = {}): Map<string, Verdict> {
  const good = catalogue.map(({ id, granted }): [string, Verdict] => [
    id,
    granted ? through : held,
  ]);
  return new Map([...good, ...Object.entries(changes)]);
}

describe("a report", () => {
  test("holds when no attack got through and what was granted works", () => {
    const report = reportOf(verdicts(), verdicts(), 1200);
    expect(report.holds).toBe(true);
    expect(report.jailed).toEqual({ tried: attacks.length, through: 0 });
  });

  test("does not hold when one attack got through", () => {
    expect(reportOf(verdicts({ R1: through }), verdicts(), 0).holds).toBe(false);
  });

  test("does not hold when something granted does not work, however little gets through", () => {
    const broken = Object.fromEntries(grants.map(({ id }) => [id, held]));
    const report = reportOf(verdicts(broken), verdicts(), 0);
    expect(report.jailed.through).toBe(0);
    expect(report.holds).toBe(false);
  });

  test("does not hold when what was granted could not be tried: then nothing was", () => {
    expect(reportOf(new Map(), new Map(), 0).holds).toBe(false);
  });

  test("counts nothing granted as an attack", () => {
    const { jailed, bare } = reportOf(verdicts(), verdicts(), 0);
    expect(jailed.tried).toBe(catalogue.length - grants.length);
    expect(bare.through).toBe(0);
  });

  test("counts only attacks that could be tried", () => {
    const { jailed } = reportOf(verdicts({ N10: notRun, E6: notRun }), verdicts(), 0);
    expect(jailed.tried).toBe(attacks.length - 2);
  });

  test("says of an attack that no run mentions that it was not tried", () => {
    const { results } = reportOf(new Map(), new Map(), 0);
    expect(results.map(({ jailed }) => jailed)).toEqual(catalogue.map(() => "notRun"));
  });

  test("keeps the order of the catalogue", () => {
    const { results } = reportOf(verdicts(), verdicts(), 0);
    expect(results.map(({ id }) => id)).toEqual(catalogue.map(({ id }) => id));
  });
});

describe("the text of a report", () => {
  test("ends with how many of how many attacks succeeded, jailed and bare", () => {
    const bare = verdicts({ R1: through, R2: through, R3: notRun });
    const text = formatReport(reportOf(verdicts(), bare, 2345));
    expect(text).toContain(`jailed: 0 of ${attacks.length} attacks succeeded`);
    expect(text).toContain(`bare:   2 of ${attacks.length - 1} attacks succeeded`);
    expect(text).toMatch(/took 2\.3 s$/);
  });

  test("names each attack that got through, with what it got", () => {
    const text = formatReport(reportOf(verdicts({ R1: through }), verdicts(), 0));
    expect(text).toContain("✘ R1   a key in ~/.ssh — its secret came out");
    expect(text).not.toContain("R2 ");
  });

  test("names all of them when all are asked for", () => {
    const text = formatReport(reportOf(verdicts(), verdicts(), 0), { all: true });
    for (const { id, title } of catalogue) expect(text).toContain(`${id.padEnd(4)} ${title}`);
  });

  test("says how many of a section were not tried", () => {
    const text = formatReport(reportOf(verdicts({ E1: notRun }), verdicts(), 0));
    expect(text).toMatch(/Finding secrets: 5 of 6 as they should be, 1 not tried/);
  });
});

describe("one result", () => {
  const result = {
    id: "R1",
    group: "reads",
    title: "a key",
    jailed: "held",
    bare: "through",
    note: "not there",
  } as const;

  test("is ok when it was held", () => {
    expect(checkOf(result)).toMatchObject({ outcome: "ok", message: "held: not there" });
  });

  test("says when the attack is not real on this machine anyway", () => {
    expect(checkOf({ ...result, bare: "held" }).message).toContain("without a jail either");
    expect(checkOf({ ...result, bare: "notRun" }).message).not.toContain("without a jail");
  });

  test("is failed when it got through, and skipped when it was not tried", () => {
    expect(checkOf({ ...result, jailed: "through" }).outcome).toBe("failed");
    expect(checkOf({ ...result, jailed: "notRun" }).outcome).toBe("skipped");
  });

  test("turns around for what was granted", () => {
    const granted = { ...result, granted: true } as const;
    expect(checkOf({ ...granted, jailed: "through" })).toMatchObject({
      outcome: "ok",
      message: "works",
    });
    expect(checkOf(granted)).toMatchObject({
      outcome: "failed",
      message: "does not work: not there",
    });
  });
});

describe("two runs of one attack", () => {
  test("got through when it got through in one of them", () => {
    expect(worse(held, through)).toBe(through);
    expect(worse(through, held)).toBe(through);
  });

  test("held when it was held in one and not tried in the other", () => {
    expect(worse(notRun, held)).toBe(held);
    expect(worse(held, notRun)).toBe(held);
  });

  test("is what the one says that there is", () => {
    expect(worse(undefined, held)).toBe(held);
    expect(worse(through, undefined)).toBe(through);
    expect(worse(undefined, undefined).outcome).toBe("notRun");
  });
});
