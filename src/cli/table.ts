import { printable } from "../mcp/printable.ts";
import type { Terminal } from "./terminal.ts";
import { columns } from "./text.ts";

/** Rows below their titles, aligned, with everything escaped that a terminal would obey. */
export function table(
  titles: readonly string[],
  rows: readonly (readonly string[])[],
  terminal: Terminal,
): string {
  const [head = "", ...body] = columns([titles, ...rows.map((row) => row.map(printable))]).split(
    "\n",
  );
  return [terminal.style("dim", head), ...body].join("\n");
}
