import type { Match } from "./finding.ts";

const joined = String.raw`\p{Extended_Pictographic}\p{Emoji_Modifier}\ufe0f\u20e3`;
/** Scripts in which a joiner changes how a word is written. */
const scripts = ["Arabic", "Devanagari", "Bengali", "Gurmukhi", "Gujarati", "Oriya", "Tamil"]
  .concat(["Telugu", "Kannada", "Malayalam", "Sinhala", "Khmer", "Myanmar", "Mongolian", "Syriac"])
  .map((script) => String.raw`\p{Script=${script}}`)
  .join("");

const patterns: readonly (readonly [RegExp, string])[] = [
  [/[\u{e0000}-\u{e007f}]/u, "Tag characters: a model reads them as letters, nobody sees them."],
  [/[\u{e0100}-\u{e01ef}]|[\ufe00-\ufe0f]{2,}/u, "Variation selectors that carry data unseen."],
  [/[\u202a-\u202e\u2066-\u2069]/u, "Characters that turn the direction of text around."],
  [
    /[\u200b\u2060-\u206f\ufeff\u180e\u00ad]/u,
    "Characters of no width, which split or hide words.",
  ],
  [/[\u115f\u1160\u3164\uffa0\u2800]/u, "Characters that look like nothing."],
  [/(?![\t\n\r])\p{Cc}/u, "Control characters."],
  [/[\p{Co}\p{Cs}]/u, "Characters without a meaning of their own."],
];

/** Joiners are part of some scripts and of emoji; elsewhere they hide something. */
const joiners = new RegExp(`(?<![${joined}${scripts}\\p{M}])[\\u200c\\u200d]`, "u");
const marks = /[\u200e\u200f\u061c]/u;
const rightToLeft = /[\p{Script=Arabic}\p{Script=Hebrew}\p{Script=Syriac}\p{Script=Thaana}]/u;
/** Flags of regions are spelled in tag characters. */
const flags = /\u{1f3f4}[\u{e0061}-\u{e007a}]{2,6}\u{e007f}/gu;

/** Characters that a reader does not see. */
export function hiddenText(text: string): Match | undefined {
  const shown = text.replace(flags, (flag) => "x".repeat(flag.length));
  for (const [pattern, why] of patterns) {
    const at = shown.search(pattern);
    if (at >= 0) return { at, length: 1, why };
  }
  const joiner = shown.search(joiners);
  if (joiner >= 0)
    return { at: joiner, length: 1, why: "Joiners of no width where the script has none." };
  const mark = rightToLeft.test(shown) ? -1 : shown.search(marks);
  return mark < 0 ? undefined : { at: mark, length: 1, why: "Direction marks in plain text." };
}
