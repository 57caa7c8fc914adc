import { type ParseError, parseTree, getNodeValue, printParseErrorCode } from "jsonc-parser";
import type { Node } from "jsonc-parser";
import { Failure } from "../base/failure.ts";

const allow = { allowTrailingComma: true, disallowComments: false, allowEmptyContent: true };

/** JSON with comments and trailing commas, as the editor takes it. Throws `config` with line and column. */
export function parseJsonc(text: string, file: string): { value: unknown; root: Node | undefined } {
  const errors: ParseError[] = [];
  const root = parseTree(withoutMark(text), errors, allow);
  const [first] = errors;
  if (first !== undefined) {
    const { line, column } = position(withoutMark(text), first.offset);
    const reason = reasonOf(printParseErrorCode(first.error));
    const message = `${file}:${line}:${column}: ${reason}`;
    const remedy = "Mend the file by hand; it is left as it is.";
    throw new Failure("config", message, {
      remedy,
      problems: [{ path: `${file}:${line}:${column}`, message: reason }],
    });
  }
  const value: unknown = root === undefined ? undefined : getNodeValue(root);
  return { value, root };
}

/** Line and column of an offset, both counted from 1. */
export function position(text: string, offset: number): { line: number; column: number } {
  const before = text.slice(0, offset).split(/\r\n|\n|\r/);
  return { line: before.length, column: (before.at(-1)?.length ?? 0) + 1 };
}

/** The text without a byte order mark, which the parser takes for a mistake. */
export function withoutMark(text: string): string {
  return text.startsWith("\uFEFF") ? text.slice(1) : text;
}

/** `PropertyNameExpected` → `A property name is expected here.` */
function reasonOf(code: string): string {
  const words = code
    .replaceAll(/([A-Z])/g, " $1")
    .trim()
    .toLowerCase();
  const expected = /^(.*) expected$/.exec(words)?.[1];
  if (expected !== undefined)
    return `${/^[aeiou]/.test(expected) ? "An" : "A"} ${expected} is expected here.`;
  return `There is ${/^[aeiou]/.test(words) ? "an" : "a"} ${words} here.`;
}
