import { Failure } from "../base/failure.ts";
import { atomicWrite } from "./atomicWrite.ts";
import type { Dialect } from "./dialect.ts";
import { removeValue, setValue } from "./jsonEdit.ts";
import { parseJsonc, withoutMark } from "./jsonc.ts";
import { isRecord } from "./jsonPath.ts";
import type { ServerEntry } from "./serverEntry.ts";
import { readSettings, type SettingsFile } from "./settingsFile.ts";
import { lineWords } from "./shellLine.ts";

/** Writes one server, new or changed; `undefined` takes it out. Everything else stays as it is. */
export async function writeServer(
  settings: SettingsFile,
  name: string,
  entry: ServerEntry | undefined,
): Promise<SettingsFile> {
  const path = [...settings.dialect.keys, name];
  if (entry !== undefined) return edit(settings, path, inDialect(entry, settings.dialect));
  let result = await edit(settings, path, undefined);
  while (isRecord(result.servers) && Object.hasOwn(result.servers, name))
    result = await edit(result, path, undefined); // the name stood there twice
  return result;
}

/** Takes all servers out. */
export async function removeServers(settings: SettingsFile): Promise<SettingsFile> {
  const { keys } = settings.dialect;
  if (keys.length > 0) return edit(settings, keys, undefined);
  return write(settings, "{}\n");
}

/** Changes the file as it is now: it may have been changed since it was read. */
async function edit({ file }: SettingsFile, path: readonly string[], value: unknown) {
  const settings = await readSettings(file);
  if (settings.servers !== undefined && !isRecord(settings.servers)) throw notServers(settings);
  const body = withoutMark(settings.text);
  const mark = settings.text.slice(0, settings.text.length - body.length);
  const text = body.trim() === "" ? "{}\n" : body;
  const changed = value === undefined ? removeValue(text, path) : setValue(text, path, value);
  return write(settings, mark + changed);
}

function notServers({ file, origin }: SettingsFile): Failure {
  return new Failure("config", `${origin.path} in ${file} is no object of servers by name.`, {
    remedy: "Mend it by hand; the file is left as it is.",
  });
}

/** Never replaces a file by one that could not be read again. */
async function write(settings: SettingsFile, text: string): Promise<SettingsFile> {
  parseJsonc(text, settings.file);
  await atomicWrite(settings.file, text);
  return readSettings(settings.file);
}

/** Other programs take `command` for one program; there a shell line is written in words. */
function inDialect(entry: ServerEntry, { kind }: Dialect): unknown {
  if ((kind !== "mcp" && kind !== "desktop") || entry.args !== undefined) return entry;
  const [command, ...args] = lineWords(entry.command) ?? ["sh", "-c", entry.command];
  return { ...entry, command, args };
}
