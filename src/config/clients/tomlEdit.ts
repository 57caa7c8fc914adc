import { parse, stringify, type TomlTable, TomlError } from "smol-toml";
import { Failure } from "../../base/failure.ts";
import { isRecord } from "../jsonPath.ts";
import { sameData } from "../sameData.ts";
import type { Entry } from "./bridge.ts";

/** TOML as a value. Throws `config` with line and column. */
export function parseToml(text: string, file: string): TomlTable {
  try {
    return parse(text, { integersAsBigInt: "asNeeded" });
  } catch (error) {
    if (!(error instanceof TomlError)) throw error;
    const [reason = ""] = error.message.replace(/^Invalid TOML document: /, "").split("\n");
    const where = `${file}:${error.line}:${error.column}`;
    throw new Failure("config", `${where}: This is no TOML: ${reason}.`, {
      cause: error,
      remedy: "Mend the file by hand; it is left as it is.",
      problems: [{ path: where, message: reason }],
    });
  }
}

/** One entry as a block that can be pasted at the end of the file. */
export function tomlBlock(key: string, name: string, entry: Entry): string {
  return `${stringify({ [key]: { [name]: entry } }).trim()}\n`;
}

/**
 * The text with one entry, new or in place of the one that is there. Every other line stays as it is;
 * `undefined` where that cannot be done for sure, as with tables that are written on one line.
 */
export function setTomlEntry(
  text: string,
  key: string,
  name: string,
  entry: Entry,
): string | undefined {
  const before = parse(text, { integersAsBigInt: "asNeeded" });
  const block = tomlBlock(key, name, entry);
  const changed = place(text, block, key, name);
  const wanted = { ...before, [key]: { ...tableIn(before, key), ...tableIn(parse(block), key) } };
  try {
    const after = parse(changed, { integersAsBigInt: "asNeeded" });
    return sameData(after, wanted) ? changed : undefined;
  } catch {
    return undefined;
  }
}

function tableIn(value: TomlTable, key: string): Readonly<Record<string, unknown>> {
  const found = value[key];
  return isRecord(found) ? found : {};
}

/** Puts a block where the tables of that name are, else at the end. */
function place(text: string, block: string, key: string, name: string): string {
  const eol = text.includes("\r\n") ? "\r\n" : "\n";
  const lines = text.split(/\r?\n/);
  const own = sections(lines).filter(({ path }) => path[0] === key && path[1] === name);
  const written = block.trimEnd().split("\n");
  const [first] = own;
  if (first === undefined) {
    const body = text.trimEnd();
    return `${body === "" ? "" : `${body}${eol}${eol}`}${written.join(eol)}${eol}`;
  }
  for (const { start, end } of own.toReversed())
    lines.splice(start, end - start, ...(start === first.start ? written : []));
  return lines.join(eol);
}

interface Section {
  readonly path: readonly string[];
  readonly start: number;
  /** Behind the last line that is neither empty nor a comment: those belong to what follows. */
  readonly end: number;
}

function sections(lines: readonly string[]): readonly Section[] {
  const headers = lines.flatMap((line, start) => {
    const path = headerPath(line);
    return path === undefined ? [] : [{ path, start }];
  });
  return headers.map(({ path, start }, index) => {
    const next = headers[index + 1]?.start ?? lines.length;
    const last = lines.slice(start, next).findLastIndex((line) => !/^\s*(#|$)/.test(line));
    return { path, start, end: start + last + 1 };
  });
}

/** `[a."b c"]` → `a`, `b c`; nothing for a line that opens no table. */
function headerPath(line: string): readonly string[] | undefined {
  if (!/^\s*\[/.test(line)) return undefined;
  try {
    const path: string[] = [];
    let table: unknown = parse(line);
    while (isRecord(table) || Array.isArray(table)) {
      const [key] = Object.keys(table);
      if (key === undefined) break;
      if (!Array.isArray(table)) path.push(key);
      table = Object.values(table)[0];
    }
    return path;
  } catch {
    return undefined;
  }
}
