import { visible } from "./visible.ts";

/** Text that a Markdown reader shows as it is: no link, no picture, no markup, no HTML of its own. */
export function plainMarkdown(text: string): string {
  return visible(text)
    .replaceAll(/[\\`*_{}[\]()#+\-.!~|<>&:@/=$"']/g, String.raw`\$&`)
    .replaceAll("\n", "  \n");
}

/** Text as code in a line. */
export function inlineCode(text: string): string {
  const shown = visible(text).replaceAll(/\s+/g, " ");
  const fence = "`".repeat(longestRun(shown, "`") + 1);
  const pad = shown.startsWith("`") || shown.endsWith("`") || shown === "" ? " " : "";
  return `${fence}${pad}${shown}${pad}${fence}`;
}

/** Text as a block of code that nothing in it can end. */
export function codeBlock(text: string, language = "text"): string {
  const fence = "`".repeat(Math.max(3, longestRun(text, "`") + 1));
  return `${fence}${language}\n${text}${text.endsWith("\n") ? "" : "\n"}${fence}`;
}

function longestRun(text: string, character: string): number {
  let longest = 0;
  let run = 0;
  for (const each of text) {
    run = each === character ? run + 1 : 0;
    longest = Math.max(longest, run);
  }
  return longest;
}
