/** What is not seen although it does something: control, bidirectional, zero-width, tag characters. */
const hidden = /[\p{Cc}\p{Cf}\p{Co}\p{Cs}\u{115f}\u{1160}\u{3164}\u{ffa0}\u{2028}\u{2029}]/gu;

/**
 * Text of a server as it may be shown: a hidden character stands there as `\u{…}` instead of doing
 * its work unseen. Line breaks and tabs stay.
 */
export function visible(text: string): string {
  return text.replaceAll("\r\n", "\n").replace(hidden, spelled);
}

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

function spelled(character: string): string {
  if (character === "\n" || character === "\t") return character;
  return `\\u{${(character.codePointAt(0) ?? 0).toString(16)}}`;
}
