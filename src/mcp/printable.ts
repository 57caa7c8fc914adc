const colours = /\p{Cc}\[[0-9;]*m/gu;
/** Control characters, and what turns the direction of text or breaks lines without looking so. */
const unprintable = /[\p{Cc}\p{Bidi_Control}\u2028\u2029\ufeff]/gu;

/**
 * One line of a foreign program for a log or a message: colours are dropped, every other character
 * that a terminal or an editor would obey instead of showing is written out as `\u001b`.
 */
export function printable(line: string): string {
  return line.replace(colours, "").replace(unprintable, spelled);
}

function spelled(character: string): string {
  if (character === "\t") return character;
  return `\\u${character.charCodeAt(0).toString(16).padStart(4, "0")}`;
}
