import { firstOf, type Match } from "./finding.ts";

const escapes: readonly (readonly [RegExp, string])[] = [
  [
    /(?:\\x[0-9a-f]{2}){6,}|(?:\\u[0-9a-f]{4}){6,}|(?:%[0-9a-f]{2}){12,}/i,
    "Text that is written in escapes.",
  ],
  [/data:[^,\s]{0,80};base64,[\w+/-]{24,}/i, "Data that is encoded."],
];
const encoded = "Text or data that is encoded, which a model can read and a person cannot.";

/** Images in icons are data, and meant to be. */
export const isIcon = (path: string, text: string): boolean =>
  /^\/icons\/\d+\/src$/.test(path) && /^data:image\/[\w.+-]+;base64,[\w+/=]*$/.test(text);

/** Runs of letters and digits that are no words of any language. */
export function blob(text: string): Match | undefined {
  for (const found of text.matchAll(/[\w+/-]{32,}={0,2}/g)) {
    const [run] = found;
    if (isEncoded(run)) return { at: found.index, length: run.length, why: encoded };
  }
  return firstOf(escapes, text);
}

function isEncoded(run: string): boolean {
  // Hash sums are hex, too: what counts is whether it holds text, or is longer than any sum.
  if (/^[0-9a-f]+$/i.test(run)) return run.length > 128 || holdsText(Buffer.from(run, "hex"));
  if (/^[\da-f-]+$/i.test(run)) return false;
  const isMixed = /[A-Z]/.test(run) && /[a-z]/.test(run) && /[\d+=]/.test(run);
  return isMixed && (holdsText(Buffer.from(run, "base64")) || (run.length > 80 && !isPath(run)));
}

const isPath = (run: string): boolean => /[/_-].{1,24}[/_-].{1,24}[/_-]/.test(run);

function holdsText(bytes: Buffer): boolean {
  return bytes.length >= 16 && /^[\t\n\r\u0020-\u007e]+$/.test(bytes.toString("latin1"));
}
