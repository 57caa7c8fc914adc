import { marked } from "../../base/hidden.ts";
import type { LaunchRow } from "../../config/launchText/launchText.ts";
import { type LaunchChange, launchChanges } from "./launchChanges.ts";
import type { Approval } from "./approvals.ts";
import type { Question } from "./consents.ts";

/** One line of a launch's document, and what it is. */
export interface Line {
  readonly text: string;
  readonly kind: "title" | "words" | "row" | "gone" | "new";
  /** How much of the line's beginning is its label. */
  readonly label?: number;
}

const widest = 88;

/** The whole launch that is asked about, what has changed of it first. */
export function questionLines({ launch, before }: Question): readonly Line[] {
  const { server, rows } = launch;
  if (before === undefined)
    return [title(`${server} wants to start`), ...beneathList, ...rowLines(rows), ...foot(server)];
  const changes = launchChanges(before.rows, rows);
  return [
    title(`${server} wants to start, and what it starts has changed`),
    ...beneathList,
    title(`Changed since you allowed it on ${dateText(before.at)}`),
    blank,
    ...(changes.length === 0 ? words("The order of what stands here.") : changeLines(changes)),
    title("The whole launch as it is now"),
    blank,
    ...rowLines(rows),
    ...foot(server),
  ];
}

/** A launch that was allowed. */
export function approvalLines({ server, rows, at }: Approval): readonly Line[] {
  return [
    title(`${server} may start in this workspace`),
    ...words(`Allowed on ${dateText(at)}, exactly as it stands here.`),
    ...rowLines(rows),
    ...words("To take it back: MCP Sandbox: Review Approved Servers."),
  ];
}

/** A moment as people write it here. */
export function dateText(at: number): string {
  return new Date(at).toLocaleString(undefined, { dateStyle: "medium", timeStyle: "short" });
}

const blank: Line = { text: "", kind: "words" };
const title = (text: string): Line => ({ text, kind: "title" });

function words(...lines: readonly string[]): Line[] {
  return [blank, ...lines.map((text): Line => ({ text, kind: "words" })), blank];
}

/** The list with the answers lies over the first lines of the document. */
const beneathList: readonly Line[] = [blank, blank, blank];

const foot = (server: string): readonly Line[] =>
  words(
    `Nothing of it runs yet. If you allow it, ${server} may start in this workspace exactly as it`,
    "stands here, until you revoke that. When anything of this changes, you are asked again.",
    "",
    "‹U+…› stands for a character that is not seen. Values of variables, headers and secrets are",
    "never shown; that one has changed is.",
  );

function changeLines(changes: readonly LaunchChange[]): Line[] {
  const width = labelWidth(changes.map(({ row }) => row));
  const lines = changes.flatMap(({ kind, row }): Line[] => {
    if (kind === "gone") return layOut(row, width, "- ", "gone");
    if (kind === "new") return layOut(row, width, "+ ", "new");
    return layOut({ ...row, text: `${row.text} (another value)` }, width, "~ ", "new");
  });
  return [...lines, blank];
}

function rowLines(rows: readonly LaunchRow[]): Line[] {
  const width = labelWidth(rows);
  let above = "";
  return rows.flatMap((row) => {
    const label = row.label === above ? "" : row.label;
    above = row.label;
    return layOut({ ...row, label }, width, "", "row");
  });
}

const labelWidth = (rows: readonly LaunchRow[]): number =>
  Math.max(0, ...rows.map(({ label }) => label.length));

/** A row whose text never reaches the margin: broken lines stand below one another, behind the label. */
function layOut(row: LaunchRow, width: number, sign: string, kind: Line["kind"]): Line[] {
  const margin = width + 2;
  return pieces(marked(row.text), widest - margin).map((piece, index) => {
    const head = index === 0 ? row.label : "";
    return { text: sign + head.padEnd(margin) + piece, kind, label: sign.length + margin };
  });
}

/** Breaks behind a line break of the text's own, else at a space, else where the line is full. */
function pieces(text: string, length: number): string[] {
  const most = `.{1,${length}}`;
  const piece = new RegExp(`${most}$|${most}(?= )|${most}`, "gu");
  return text.split(/(?<=‹U\+000A›)(?=.)/u).flatMap((line) => line.match(piece) ?? [""]);
}
