import { describe, expect, test } from "vitest";
import { codeBlock, inlineCode, plainMarkdown } from "../../../../src/editor/words/markdown.ts";
import { visible, visibleLine } from "../../../../src/editor/words/visible.ts";

describe("text to be shown", () => {
  test.each([
    ["an escape sequence", "\u001b[31mred", String.raw`\u{1b}[31mred`],
    ["a bidirectional override", "a\u202eb", String.raw`a\u{202e}b`],
    ["a zero-width space", "a\u200bb", String.raw`a\u{200b}b`],
    ["a tag character", "a\u{e0041}b", String.raw`a\u{e0041}b`],
    ["a lone surrogate", "a\ud800b", String.raw`a\u{d800}b`],
    ["a filler that looks like nothing", "a\u3164b", String.raw`a\u{3164}b`],
  ])("spells out %s", (_, text, shown) => {
    expect(visible(text)).toBe(shown);
  });

  test("keeps letters of all scripts, emoji, line breaks and tabs", () => {
    const text = "Größe\t東京 שלום 🎉\nzwei";
    expect(visible(text)).toBe(text);
  });

  test("stands on one line of a bounded length where a line is wanted", () => {
    expect(visibleLine("  a\n\n b\tc ")).toBe("a b c");
    expect(visibleLine("x".repeat(1000), 10)).toBe(`${"x".repeat(9)}…`);
  });
});

describe("Markdown", () => {
  test("shows plain text as it is", () => {
    expect(plainMarkdown("a*b_c [d](e) <f> &amp; `g`\nh")).toBe(
      "a\\*b\\_c \\[d\\]\\(e\\) \\<f\\> \\&amp; \\`g\\`  \nh",
    );
  });

  test("fences code so that nothing in it ends the fence", () => {
    expect(codeBlock("a\n````\nb", "json")).toBe("`````json\na\n````\nb\n`````");
    expect(codeBlock("a\n")).toBe("```text\na\n```");
    expect(inlineCode("a`b")).toBe("``a`b``");
    expect(inlineCode("`")).toBe("`` ` ``");
    expect(inlineCode("")).toBe("`  `");
  });
});
