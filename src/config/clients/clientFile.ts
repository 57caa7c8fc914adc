import { Failure } from "../../base/failure.ts";
import { lookUp } from "../dialect.ts";
import { setValue } from "../jsonEdit.ts";
import { parseJsonc, withoutMark } from "../jsonc.ts";
import { isRecord } from "../jsonPath.ts";
import { sameData } from "../sameData.ts";
import { type Entry, isBridge } from "./bridge.ts";
import type { Client } from "./client.ts";
import { parseToml, setTomlEntry, tomlBlock } from "./tomlEdit.ts";

type Entries = Readonly<Record<string, unknown>>;

/** The servers of a client's file as they stand there. Throws `config` when it is broken. */
export function entriesIn(text: string, { format, key }: Client, file: string): Entries {
  const value = format === "toml" ? parseToml(text, file) : parseJsonc(text, file).value;
  const found = lookUp(value, [key]);
  if (found === undefined && (value === undefined || isRecord(value))) return {};
  if (isRecord(found)) return found;
  throw new Failure("config", `${key} in ${file} is no object of servers by name.`, {
    remedy: "Mend it by hand; the file is left as it is.",
  });
}

/** Those of the names under which something stands that does not come from us. */
export function inTheWay(entries: Entries, names: readonly string[]): readonly string[] {
  return names.filter((name) => Object.hasOwn(entries, name) && !isBridge(entries[name]));
}

/** Entries as text that can be pasted into a client's file. */
export function blockOf({ format, key }: Client, entries: Readonly<Record<string, Entry>>): string {
  if (format === "json") return `${JSON.stringify({ [key]: entries }, undefined, 2)}\n`;
  return Object.entries(entries)
    .map(([name, entry]) => tomlBlock(key, name, entry))
    .join("\n");
}

/**
 * A client's file with one entry of ours in it. What the user added to an entry of ours stays, an
 * entry of another's goes, and so stays everything around, comments and all. `undefined` where that
 * cannot be done for sure.
 */
export function withEntry(
  text: string,
  client: Client,
  file: string,
  name: string,
  entry: Entry,
): string | undefined {
  const before = entriesIn(text, client, file)[name];
  const isOurs = isRecord(before) && isBridge(before);
  const merged = isOurs ? { ...before, ...entry } : entry;
  if (sameData(before, merged)) return text;
  if (client.format === "toml") return setTomlEntry(text, client.key, name, merged);
  const body = withoutMark(text);
  const mark = text.slice(0, text.length - body.length);
  const path = [client.key, name];
  const start = body.trim() === "" ? "{}\n" : body;
  const changed = isOurs ? setFields(start, path, before, entry) : setValue(start, path, entry);
  const after = entriesIn(changed, client, file)[name];
  // Not so where the name stands there twice: the first is changed, and the last one counts.
  return sameData(after, merged) ? mark + changed : undefined;
}

function setFields(text: string, path: readonly string[], before: Entry, entry: Entry): string {
  return Object.entries(entry)
    .filter(([field, value]) => !sameData(before[field], value))
    .reduce((result, [field, value]) => setValue(result, [...path, field], value), text);
}
