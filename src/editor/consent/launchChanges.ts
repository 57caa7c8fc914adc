import type { LaunchRow } from "../../config/launchText/launchText.ts";

/** How a launch differs from another: rows that are gone, new, or stand for something else. */
export interface LaunchChange {
  readonly kind: "gone" | "new" | "other";
  readonly row: LaunchRow;
}

/** What has changed between two launches, in the order of their rows. */
export function launchChanges(
  before: readonly LaunchRow[],
  now: readonly LaunchRow[],
): readonly LaunchChange[] {
  const gone = without(before, now, isSame);
  const come = without(now, before, isSame);
  const labels = [...new Set([...gone, ...come].map(({ label }) => label))];
  return labels.flatMap((label) => {
    const [out, into] = [gone, come].map((rows) => rows.filter((row) => row.label === label));
    const other = (into ?? []).filter((row) => out?.some((each) => each.text === row.text));
    const isOther = ({ text }: LaunchRow): boolean => other.some((row) => row.text === text);
    return [
      ...changes(
        "gone",
        out?.filter((row) => !isOther(row)),
      ),
      ...changes(
        "new",
        into?.filter((row) => !isOther(row)),
      ),
      ...changes("other", other),
    ];
  });
}

const changes = (kind: LaunchChange["kind"], rows: readonly LaunchRow[] = []): LaunchChange[] =>
  rows.map((row) => ({ kind, row }));

const isSame = (a: LaunchRow, b: LaunchRow): boolean =>
  a.label === b.label && a.text === b.text && a.mark === b.mark;

function without(
  rows: readonly LaunchRow[],
  others: readonly LaunchRow[],
  same: (a: LaunchRow, b: LaunchRow) => boolean,
): readonly LaunchRow[] {
  return rows.filter((row) => !others.some((other) => same(row, other)));
}
