import { readFile } from "node:fs/promises";

/** Values by `key`, or by `section.key`; a list where the file has several. */
export type IniValues = ReadonlyMap<string, readonly string[]>;

/** Reads the ini dialects of npm and pip; a file that cannot be read is empty. */
export async function readIni(path: string): Promise<IniValues> {
  return parseIni(await readFile(path, "utf8").catch(() => ""));
}

export function parseIni(text: string): IniValues {
  const values = new Map<string, string[]>();
  let section = "";
  let current: string[] | undefined;
  for (const line of text.split(/\r?\n/)) {
    const [, name] = /^\s*\[([^\]]*)\]\s*$/.exec(line) ?? [];
    const [, key, value = ""] = /^([^\s=;#][^=]*?)\s*=\s*(.*?)\s*$/.exec(line) ?? [];
    if (name !== undefined) {
      section = `${name.trim()}.`;
      current = undefined;
    } else if (key !== undefined) {
      const full = section + key.replace(/\[\]$/, "");
      current = key.endsWith("[]") ? (values.get(full) ?? []) : [];
      values.set(full, current);
      if (value !== "") current.push(unquoted(value));
    } else if (/^\s+[^\s;#]/.test(line)) current?.push(unquoted(line.trim()));
  }
  return values;
}

function unquoted(value: string): string {
  return /^(["'])(.*)\1$/.exec(value)?.[2] ?? value;
}
