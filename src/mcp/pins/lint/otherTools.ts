import { firstOf, type Match } from "./finding.ts";

const meddling: readonly (readonly [RegExp, string])[] = [
  [
    /\b(?:changes?|modif(?:y|ies)|affects?|alters?|controls?|intercepts?|how|way)\b[^.!?\n]{0,40}?\b(?:other|another)\b[^.!?\n]{0,15}?\b(?:tools?|servers?)\b/i,
    "Wants to change how other tools are used.",
  ],
  [
    /\b(?:when(?:ever)?|each time|before|after|once)\b[^.!?\n]{0,12}?\b(?:another|any other|other) (?:tool|server|function)s?\b[^.!?\n]{0,60}?\b(?:copy|add|send|include|forward|call|change|must)\b/i,
    "Wants to be told what other tools do.",
  ],
];

/** `send_email`, `send-email` and `sendEmail` are names; `search` is a word. */
const compound = /[a-z0-9][_-][a-z0-9]|[a-z][A-Z]/;

/** Tools of other servers, and wishes about other tools at large. */
export function otherTools(text: string, others: ReadonlySet<string>): Match | undefined {
  for (const found of text.matchAll(/[\w-]{6,}/g)) {
    const [name] = found;
    if (others.has(name) && compound.test(name))
      return { at: found.index, length: name.length, why: "Names a tool of another server." };
  }
  return firstOf(meddling, text);
}
