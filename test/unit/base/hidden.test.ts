import { describe, expect, test } from "vitest";
import { isDeceptive, marked } from "../../../src/base/hidden.ts";

describe("text that somebody decides by", () => {
  test.each([
    ["a bidirectional override", "a\u202eb", "a‹U+202E›b"],
    ["an isolate", "a\u2066b\u2069", "a‹U+2066›b‹U+2069›"],
    ["a zero-width space", "a\u200bb", "a‹U+200B›b"],
    ["a zero-width joiner", "a\u200db", "a‹U+200D›b"],
    ["a word joiner", "a\u2060b", "a‹U+2060›b"],
    ["a soft hyphen", "a\u00adb", "a‹U+00AD›b"],
    ["a byte order mark", "\ufeffa", "‹U+FEFF›a"],
    ["an escape sequence", "\u001b[31mred", "‹U+001B›[31mred"],
    ["a line break", "a\r\nb", "a‹U+000D›‹U+000A›b"],
    ["a tab", "a\tb", "a‹U+0009›b"],
    ["a line separator", "a\u2028b", "a‹U+2028›b"],
    ["a tag character", "a\u{e0041}b", "a‹U+E0041›b"],
    ["a variation selector", "a\ufe0fb\u{e0100}", "a‹U+FE0F›b‹U+E0100›"],
    ["a lone surrogate", "a\ud800b", "a‹U+D800›b"],
    ["a private character", "a\ue000b", "a‹U+E000›b"],
    ["a filler that looks like nothing", "a\u3164b\u2800", "a‹U+3164›b‹U+2800›"],
    ["a space that is none", "a\u00a0b\u3000", "a‹U+00A0›b‹U+3000›"],
    ["spaces that push the rest out of sight", `a${" ".repeat(300)}b`, "a‹U+0020 ×300›b"],
  ])("spells out %s", (_, text, shown) => {
    expect(marked(text)).toBe(shown);
    expect(isDeceptive(text)).toBe(true);
  });

  test.each(["npx -y a@1  --x=y", "Größe 東京 שלום 🎉", "", "a   b"])(
    "%j stays as it is",
    (text) => {
      expect(marked(text)).toBe(text);
      expect(isDeceptive(text)).toBe(false);
    },
  );
});
