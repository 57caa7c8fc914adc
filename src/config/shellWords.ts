import { type ParseEntry, parse, quote } from "shell-quote";

/** What only a shell can do and the parser does not tell: `…`, newlines, ~, [a-z], A=1 in front. */
const needsShell = /[`\n\r[\]]|\\$|(^|[\s=:])~|^\s*[A-Za-z_]\w*=/;
/** Words of the shell's own, which no program stands for. */
const builtins =
  /^(cd|\.|:|source|export|readonly|local|alias|eval|set|unset|ulimit|umask|trap|exit|wait|shift|if|for|while|until|case|command|type|[!{])$/;

/** The words of a line that needs no shell; `undefined` when it needs one. */
export function plainWords(line: string): string[] | undefined {
  const tokens = needsShell.test(line) || openQuote(line) !== "" ? undefined : tokensOf(line);
  const words = tokens?.filter((token) => typeof token === "string") ?? [];
  if (tokens === undefined || words.length < tokens.length) return undefined;
  const [first, ...rest] = words[0] === "exec" ? words.slice(1) : words;
  return first === undefined || first === "" || builtins.test(first) ? undefined : [first, ...rest];
}

/** True when a shell line is one program and its words, so that the shell may become it. */
export function isSingleCommand(line: string): boolean {
  const tokens = line.includes("\n") || openQuote(line) !== "" ? undefined : tokensOf(line);
  const first = tokens?.[0];
  if (tokens === undefined || typeof first !== "string") return false;
  if (first === "" || first === "exec" || builtins.test(first) || /^\w+=/.test(first)) return false;
  return tokens.every(
    (token) => typeof token === "string" || "pattern" in token || isVariable(token),
  );
}

/** Words as one line that a shell takes apart into the same words again. */
export function quoteWords(words: readonly string[]): string {
  return quote(words);
}

/** A value as it has to stand behind `before`, so that the shell takes it for plain text. */
export function quoteValue(value: string, before: string): string {
  const inSingle = value.replaceAll("'", String.raw`'\''`);
  switch (openQuote(before)) {
    case "'":
      return inSingle;
    case '"':
      return value.replaceAll(/[\\"$`]/g, String.raw`\$&`);
    default:
      return `'${inSingle}'`;
  }
}

/** The quote that is still open at the end of a text, or nothing. */
function openQuote(text: string): string {
  let open = "";
  for (let index = 0; index < text.length; index++) {
    const char = text.charAt(index);
    if (char === "\\" && open !== "'") index++;
    else if (open === "" && (char === "'" || char === '"')) open = char;
    else if (char === open) open = "";
  }
  return open;
}

const variableMark = "$";
const isVariable = (token: ParseEntry): boolean =>
  typeof token === "object" && "comment" in token && token.comment === variableMark;

/** The line's tokens, shell variables marked; `undefined` when the line makes no sense. */
function tokensOf(line: string): ParseEntry[] | undefined {
  try {
    return parse(line, () => ({ comment: variableMark }));
  } catch {
    return undefined;
  }
}
