import { hidden } from "../base/hidden.ts";

/**
 * Text of a server as it may be shown: a hidden character stands there as `\u{…}` instead of doing
 * its work unseen. Line breaks and tabs stay.
 */
export function visible(text: string): string {
  return text.replaceAll("\r\n", "\n").replace(hidden, spelled);
}

function spelled(character: string): string {
  if (character === "\n" || character === "\t") return character;
  return `\\u{${(character.codePointAt(0) ?? 0).toString(16)}}`;
}
