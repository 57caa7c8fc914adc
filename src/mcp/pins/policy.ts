import { type Undecided, type Verdict, waits } from "./compare.ts";
import type { Origin, Pin, PinRecord } from "./record.ts";

export const policies = ["ask", "allowNew", "off"] as const;

/** What happens with tools that were not there when the user agreed to start a server. */
export type PinPolicy = (typeof policies)[number];

export const isPolicy = (value: unknown): value is PinPolicy =>
  policies.some((policy) => policy === value);

/** Some servers list a part of their tools only after they have heard what their client can do. */
const settlingMs = 10_000;

/** Of which command a list of tools is the first one. */
export const launchOf = ({ commandLine, template }: Origin): string =>
  template === undefined ? commandLine : `${commandLine}\n${template}`;

/**
 * The tools that are pinned without asking: the first list of a command, which the user has agreed
 * to start, and new ones where the setting says so. Never one that has changed, nor one in which
 * something was found.
 */
export function covered(
  verdicts: readonly Verdict[],
  record: PinRecord,
  {
    policy,
    from,
    now,
  }: { readonly policy: PinPolicy; readonly from: Origin; readonly now: number },
): { readonly names: readonly string[]; readonly by: Pin["by"] } {
  const firstSeen = record.firstUses.get(launchOf(from));
  const isFirst = firstSeen === undefined || now - firstSeen < settlingMs;
  if (record.isBroken || policy === "off") return { names: [], by: "firstUse" };
  if (!isFirst && policy === "ask") return { names: [], by: "firstUse" };
  const names = verdicts
    .filter(waits)
    .filter(isClean)
    .map(({ name }) => name);
  return { names, by: isFirst ? "firstUse" : "allowNew" };
}

const isClean = ({ kind, findings }: Undecided): boolean => kind === "new" && findings.length === 0;
