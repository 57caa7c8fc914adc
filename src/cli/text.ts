import { printable } from "../mcp/printable.ts";

/** Text of several lines with everything escaped that a terminal would obey. */
export function safeText(text: string): string {
  return text.replaceAll("\r\n", "\n").split("\n").map(printable).join("\n");
}

export function indent(text: string, by = "  "): string {
  return text.replaceAll(/^(?=.)/gm, by);
}

/** Columns below one another; the last one is as wide as it wants. Cells hold no newline. */
export function columns(rows: readonly (readonly string[])[], gap = "  "): string {
  const widest = (index: number): number =>
    rows.reduce((most, row) => Math.max(most, row[index]?.length ?? 0), 0);
  const widths = Array.from({ length: Math.max(0, ...rows.map((row) => row.length)) }, (_, index) =>
    widest(index),
  );
  return rows
    .map((row) =>
      row
        .map((cell, index) => cell.padEnd(widths[index] ?? 0))
        .join(gap)
        .trimEnd(),
    )
    .join("\n");
}

/** `1 tool`, `2 tools`. */
export function count(number: number, noun: string): string {
  return `${number} ${noun}${number === 1 ? "" : "s"}`;
}
