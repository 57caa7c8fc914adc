import type { Tool } from "../server.ts";
import { fingerprint } from "./canonical.ts";
import type { Finding } from "./lint/finding.ts";
import type { Pin, PinRecord } from "./record.ts";

/** What is to be said of one tool of a server. */
export type Verdict =
  /** Offered exactly as it was approved. */
  | { readonly kind: "approved"; readonly name: string; readonly offered: Tool; readonly pin: Pin }
  /** Approved once, and offered otherwise now. */
  | (Waiting & { readonly kind: "changed"; readonly pin: Pin })
  /** Never approved. */
  | (Waiting & { readonly kind: "new" })
  /** Approved, and offered no more. */
  | { readonly kind: "gone"; readonly name: string; readonly pin: Pin };

/** A tool that is kept from agents until the user has decided. */
interface Waiting {
  readonly name: string;
  readonly offered: Tool;
  readonly findings: readonly Finding[];
  /** The user has decided: not this one. */
  readonly isBlocked: boolean;
}

export type Undecided = Extract<Verdict, Waiting>;

/** True for tools that the user is to look at. */
export const waits = (verdict: Verdict): verdict is Undecided =>
  (verdict.kind === "changed" || verdict.kind === "new") && !verdict.isBlocked;

/** True for tools that agents do not get, waiting or blocked. */
export const isWithheld = (verdict: Verdict): verdict is Undecided =>
  verdict.kind === "changed" || verdict.kind === "new";

/** Compares a list of tools with what was approved, in the list's order; what is gone comes last. */
export function compare(
  offered: readonly Tool[],
  { pins, blocks }: PinRecord,
  lint: (tool: Tool) => readonly Finding[],
): readonly Verdict[] {
  const verdicts = offered.map((tool): Verdict => {
    const { name } = tool;
    const print = fingerprint(tool);
    const pin = pins.get(name);
    if (pin !== undefined && print !== undefined && fingerprint(pin.tool) === print)
      return { kind: "approved", name, offered: tool, pin };
    const isBlocked = blocks.some((block) => block.name === name && block.fingerprint === print);
    const waiting = { name, offered: tool, findings: lint(tool), isBlocked };
    return pin === undefined ? { kind: "new", ...waiting } : { kind: "changed", ...waiting, pin };
  });
  const names = new Set(offered.map(({ name }) => name));
  const gone = [...pins]
    .filter(([name]) => !names.has(name))
    .map(([name, pin]): Verdict => ({ kind: "gone", name, pin }));
  return [...verdicts, ...gone];
}
