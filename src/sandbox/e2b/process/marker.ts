import { randomBytes } from "node:crypto";

/** Takes text as it comes. What it gives back is waited for before more comes. */
export type Take = (text: string) => void | Promise<void>;

/** A word that nothing printed by chance contains. */
export const newWord = (): string => randomBytes(12).toString("hex");

/** Longer than any line with a marker. */
const most = 4096;

/**
 * Skips everything up to the line `=word`, whatever it is and however it is cut. The line's rest goes
 * to `onFound`, and what follows to the function that this gives.
 */
export function afterMarker(word: string, onFound: (rest: string) => Take): Take {
  let then: Take | undefined;
  let tail = "";
  return (text) => {
    if (then !== undefined) return then(text);
    tail += text;
    const at = tail.indexOf(`\n=${word}`);
    const end = at < 0 ? -1 : tail.indexOf("\n", at + 1);
    if (end < 0) {
      tail = tail.slice(at < 0 ? 0 : at).slice(-most);
      return;
    }
    then = onFound(tail.slice(at + 2 + word.length, end).trim());
    const more = tail.slice(end + 1);
    tail = "";
    return more === "" ? undefined : then(more);
  };
}
