/**
 * What is left to see when each carriage return leads back to the start of its line. The editor does
 * so only for text that comes behind other text. One at the very end stays, for what comes next.
 */
export function overwritten(text: string): string {
  if (!text.includes("\r")) return text;
  const lines = text.split("\n");
  const shown = lines.map((line) => line.split("\r").reduce(over, ""));
  return shown.join("\n") + (lines.at(-1)?.endsWith("\r") === true ? "\r" : "");
}

/** What is longer stays to be seen, unless the line is wiped first. */
function over(before: string, part: string): string {
  return part.includes("\u001b[") ? part : part + before.slice(part.length);
}
