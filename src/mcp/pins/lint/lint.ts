import { visible } from "../../visible.ts";
import { blob, isIcon } from "./blobs.ts";
import type { Finding, Match, Rule } from "./finding.ts";
import { hiddenText } from "./hiddenText.ts";
import { instruction } from "./instructions.ts";
import { otherTools } from "./otherTools.ts";
import { secret } from "./secrets.ts";
import { maxDepth, type Text, textsOf } from "./strings.ts";

export type { Finding };

/** Longer texts are looked at as far as this, and told of. */
const longest = 20_000;
const around = 60;

/** What counts as well: names of tools that the user has from other servers. */
export interface LintContext {
  readonly others?: ReadonlySet<string>;
}

/**
 * Looks through a tool's whole definition, keys and schemas included, for what speaks to a model
 * behind the user's back. Nothing found does not mean that a tool is honest.
 */
export function lint(tool: unknown, { others = new Set() }: LintContext = {}): readonly Finding[] {
  const { texts, tooMuch } = textsOf(tool);
  const findings = texts.flatMap((text) => findingsIn(text, others));
  const why = `There is more in it than can be looked through, or it is nested deeper than ${maxDepth} levels.`;
  return tooMuch ? [{ rule: "size", path: "", text: "", why }, ...findings] : findings;
}

function findingsIn({ path, text }: Text, others: ReadonlySet<string>): readonly Finding[] {
  const start = text.slice(0, longest);
  // What is hidden between the letters of a word must not hide the word.
  const plain = readable(start);
  const found: readonly (readonly [Rule, string, Match | undefined])[] = [
    ["hiddenText", start, hiddenText(start)],
    ["instruction", plain, instruction(plain)],
    ["otherTool", plain, otherTools(plain, others)],
    ["secret", plain, secret(plain)],
    ["blob", plain, isIcon(path, text) ? undefined : blob(plain)],
    ["size", start, text.length > longest && !isIcon(path, text) ? tooLong : undefined],
  ];
  return found.flatMap(([rule, whole, match]) =>
    match === undefined ? [] : [{ rule, path, text: excerpt(whole, match), why: match.why }],
  );
}

const tooLong: Match = { at: 0, length: 0, why: "A text that is longer than anybody reads." };

/** Text as a model understands it: in plain letters, names as words, line breaks as spaces. */
function readable(text: string): string {
  const plain = text.normalize("NFKC").replaceAll(/[\p{Cf}\u3164\u115f\u1160]/gu, "");
  const isName = !/\s/.test(plain) && /^[A-Za-z]\w*$/.test(plain);
  return isName ? plain.replaceAll("_", " ") : plain.replaceAll(/[ \t\r\n]+/g, " ");
}

function excerpt(text: string, { at, length }: Match): string {
  const from = Math.max(0, at - around);
  const to = Math.min(text.length, at + length + around);
  const shown = visible(text.slice(from, to)).replaceAll(/\s+/g, " ").trim();
  return `${from > 0 ? "…" : ""}${shown}${to < text.length ? "…" : ""}`;
}
