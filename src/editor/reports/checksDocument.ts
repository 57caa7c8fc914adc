import type { Check } from "../../base/check.ts";
import { plainMarkdown } from "../words/markdown.ts";
import { codeBlock } from "../words/markdown.ts";

const marks: Readonly<Record<Check["outcome"], string>> = {
  ok: "✓",
  warning: "⚠",
  failed: "✗",
  skipped: "–",
};

/** Checks as a document: what needs doing first, then everything that was looked at. */
export function checksDocument(title: string, verdict: string, checks: readonly Check[]): string {
  const wrong = checks.filter(({ outcome }) => outcome === "failed" || outcome === "warning");
  return [
    `# ${title}`,
    `**${plainMarkdown(verdict)}**`,
    ...wrong.map(section),
    ["| | Check | Found |", "| --- | --- | --- |", ...checks.map(row)].join("\n"),
    "",
  ].join("\n\n");
}

function section({ title, outcome, message, remedy }: Check): string {
  const way = remedy === undefined ? "" : `\n\nWhat to do:\n\n${codeBlock(remedy)}`;
  return `## ${marks[outcome]} ${plainMarkdown(title)}\n\n${plainMarkdown(message)}${way}`;
}

function row({ id, title, outcome, message }: Check): string {
  return `| ${marks[outcome]} | ${plainMarkdown(title)} (${id}) | ${plainMarkdown(message).replaceAll("\n", " ")} |`;
}
