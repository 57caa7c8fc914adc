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

/** A length of time for a table: `45 s`, `12 min`, `3 h 20 min`, `4 d`. */
export function span(ms: number): string {
  const seconds = Math.max(0, Math.floor(ms / 1000));
  if (seconds < 60) return `${seconds} s`;
  const minutes = Math.floor(seconds / 60);
  if (minutes < 60) return `${minutes} min`;
  const hours = Math.floor(minutes / 60);
  if (hours >= 48) return `${Math.floor(hours / 24)} d`;
  return minutes % 60 === 0 ? `${hours} h` : `${hours} h ${minutes % 60} min`;
}

/** A number of bytes: `17 B`, `12.3 kB`, `4.0 MB`. */
export function sizeText(bytes: number): string {
  if (bytes < 1000) return `${bytes} B`;
  return bytes < 1e6 ? `${(bytes / 1e3).toFixed(1)} kB` : `${(bytes / 1e6).toFixed(1)} MB`;
}

/** `1 tool`, `2 tools`. */
export function count(number: number, noun: string): string {
  return `${number} ${noun}${number === 1 ? "" : "s"}`;
}
