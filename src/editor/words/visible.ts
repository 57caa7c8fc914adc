import { visible } from "../../mcp/visible.ts";

export { visible };

/** The same on one line, cut to a length. */
export function visibleLine(text: string, length = 200): string {
  const line = visible(
    text
      .slice(0, length * 4)
      .replaceAll(/\s+/gu, " ")
      .trim(),
  );
  return line.length > length ? `${line.slice(0, length - 1)}…` : line;
}
