// What JSON lets stand as it is but a terminal obeys: DEL, C1, and what turns the direction of text.
const obeyed = /[\u007f-\u009f\u200e\u200f\u061c\u2028-\u202e\u2066-\u2069\ufeff]/g;

/** JSON of a value, safe to print on a terminal and the same value to whoever reads it. */
export function toJson(value: unknown): string {
  const text = JSON.stringify(value, undefined, 2) ?? "null";
  return text.replaceAll(obeyed, (character) => {
    const code = character.charCodeAt(0).toString(16).padStart(4, "0");
    return `\\u${code}`;
  });
}
