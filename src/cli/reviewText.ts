import { changes } from "../mcp/pins/changes.ts";
import type { Finding } from "../mcp/pins/lint/finding.ts";
import { isWithheld, type Undecided, type Verdict, waits } from "../mcp/pins/compare.ts";
import { visible } from "../mcp/visible.ts";
import type { Terminal } from "./terminal.ts";
import { count, indent, safeText } from "./text.ts";

const longest = 2000;

/** What there is to decide about a server's tools, for a person. */
export function reviewText(
  server: string,
  verdicts: readonly Verdict[],
  terminal: Terminal,
): string {
  const approved = verdicts.filter(({ kind }) => kind === "approved").length;
  const gone = verdicts.filter(({ kind }) => kind === "gone").map(({ name }) => safeText(name));
  const withheld = verdicts.filter(isWithheld);
  const waiting = withheld.filter(waits).length;
  const head = [
    `${server}: ${count(approved, "tool")} approved`,
    waiting === 0 ? "none waits for you" : `${count(waiting, "tool")} to look at`,
    ...(gone.length === 0 ? [] : [`gone: ${gone.join(", ")}`]),
  ].join(", ");
  const foot =
    waiting === 0
      ? []
      : [
          `Decide: mcp-sandbox tools review ${server} --approve NAME --block NAME, or --approve-all.`,
        ];
  return [`${head}.`, ...withheld.map((each) => blockOf(each, terminal)), ...foot].join("\n\n");
}

function blockOf(verdict: Undecided, terminal: Terminal): string {
  const { name, kind, isBlocked, findings, offered } = verdict;
  const state = isBlocked ? `${kind}, blocked` : kind;
  const body =
    verdict.kind === "changed"
      ? changeLines(verdict.pin.tool, offered, terminal)
      : safeText(shown(JSON.stringify(offered, undefined, 2)));
  return [
    `${terminal.style("bold", safeText(name))}  ${terminal.style("yellow", state)}`,
    ...findings.map((finding) => indent(findingText(finding, terminal))),
    indent(body),
  ].join("\n");
}

function findingText({ path, text, why }: Finding, terminal: Terminal): string {
  const place = path === "" ? "" : `${safeText(path)}: `;
  return `${terminal.style("red", "!")} ${place}${safeText(why)}\n    ${safeText(text)}`;
}

function changeLines(before: unknown, after: unknown, terminal: Terminal): string {
  return changes(before, after)
    .flatMap(({ path, before: was, after: is }) => [
      safeText(path),
      ...(was === undefined ? [] : [terminal.style("red", `- ${safeText(shown(was))}`)]),
      ...(is === undefined ? [] : [terminal.style("green", `+ ${safeText(shown(is))}`)]),
    ])
    .join("\n");
}

function shown(text: string): string {
  const seen = visible(text);
  return seen.length > longest
    ? `${seen.slice(0, longest)}… (${seen.length} characters; --json prints all)`
    : seen;
}
