/**
 * What is not seen although it does something: control, bidirectional, zero-width, tag characters,
 * fillers. Text with such characters is shown with them spelled out.
 */
export const hidden =
  /[\p{Cc}\p{Cf}\p{Co}\p{Cs}\u{115f}\u{1160}\u{3164}\u{ffa0}\u{2028}\u{2029}]|[\u{e0100}-\u{e01ef}]/gu;

/** And what passes for a space or for nothing; of spaces only the plain one is what it seems. */
const deceptive =
  /[\p{Cc}\p{Cf}\p{Co}\p{Cs}\p{Zl}\p{Zp}\p{Default_Ignorable_Code_Point}\u{2800}]|(?! )\p{Zs}/gu;
const manySpaces = / {4,}/g;

/**
 * Text that somebody decides by, on one line: whatever could deceive stands there by its number,
 * as `‹U+202E›`, and so do spaces that would push the rest out of sight.
 */
export function marked(text: string): string {
  return text.replace(deceptive, mark).replace(manySpaces, (run) => `‹U+0020 ×${run.length}›`);
}

/** True when the text is not what it seems. */
export function isDeceptive(text: string): boolean {
  return marked(text) !== text;
}

function mark(character: string): string {
  const code = (character.codePointAt(0) ?? 0).toString(16).toUpperCase();
  return `‹U+${code.padStart(4, "0")}›`;
}
