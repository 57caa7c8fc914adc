import type { Undecided } from "../../mcp/pins/compare.ts";
import type { Origin, Pin } from "../../mcp/pins/record.ts";
import { count } from "./count.ts";

/** What a tool is that agents do not get: `changed · 2 findings`. */
export function verdictWords({ kind, isBlocked, findings }: Undecided): string {
  const state = isBlocked ? `${kind}, blocked` : kind;
  return findings.length === 0 ? state : `${state} · ${count(findings.length, "finding")}`;
}

/** Why agents do not get it, and what to do. */
export function verdictSentence({ kind, isBlocked }: Undecided): string {
  if (isBlocked) return "You have blocked it: agents do not get it.";
  const what =
    kind === "changed"
      ? "Its definition is not the one that was approved."
      : "It is new, and nobody has approved it.";
  return `${what} Agents do not get it until you have looked at it.`;
}

/** When and how a tool was approved. */
export function pinWords({ at, by }: Pick<Pin, "at" | "by">): string {
  const how = {
    user: "by you",
    firstUse: "at the first start of the server",
    allowNew: "by the setting mcpSandbox.pins",
  };
  return `Approved ${new Date(at).toLocaleDateString()} ${how[by]}`;
}

/** Where tools come from, on one line. */
export function originWords({ commandLine, template, version }: Origin): string {
  const parts = [version, commandLine, template === undefined ? undefined : `template ${template}`];
  return parts.filter((part) => part !== undefined && part !== "").join(" · ");
}
