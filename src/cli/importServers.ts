import { resolve } from "node:path";
import { Failure } from "../base/failure.ts";
import { clientNamed } from "../config/clients/client.ts";
import {
  type Found,
  importFrom,
  importFromAll,
  type Source,
} from "../config/clients/importFrom.ts";
import { allPlaces, placesOf } from "../config/clients/places.ts";
import { writeServer } from "../config/editSettings.ts";
import type { SettingsFile } from "../config/settingsFile.ts";
import { commandLine } from "../config/toDefinition.ts";
import type { Outcome } from "./outcome.ts";
import { problemLines } from "./report.ts";
import { settingsOf } from "./settings.ts";
import { table } from "./table.ts";
import { type Plan, planImport } from "./takeOver.ts";
import type { Terminal } from "./terminal.ts";
import { indent, safeText } from "./text.ts";
import type { World } from "./world.ts";

export interface ImportFlags {
  readonly config?: string;
  readonly from?: string;
  readonly file?: string;
  readonly all?: boolean;
  readonly force?: boolean;
}

/**
 * Takes servers of other clients over into the settings. Without a name, a client or a file it only
 * shows what there is.
 */
export async function importServers(
  names: readonly string[],
  flags: ImportFlags,
  world: World,
  terminal: Terminal,
): Promise<Outcome> {
  const settings = await settingsOf(world, flags.config, { mayBeMade: true });
  const found = await sought(flags, settings, world);
  tellFound(found, terminal);
  const isOpen = flags.from === undefined && flags.file === undefined && flags.all !== true;
  if (isOpen && names.length === 0) return shown(found, terminal);
  const plan = planImport(found, names, settings, flags.force === true);
  for (const { name, entry } of plan.taken) await writeServer(settings, name, entry);
  const imported = Object.fromEntries(plan.taken.map(({ name, entry }) => [name, entry]));
  const value = { file: settings.file, found: found.map(asValue), imported, skipped: plan.left };
  const isRefused = names.length > 0 && plan.refused.length > 0;
  return { value, text: said(plan, settings), ...(isRefused ? { exitCode: 2 } : {}) };
}

async function sought(
  flags: ImportFlags,
  settings: SettingsFile,
  world: World,
): Promise<readonly Found[]> {
  const { env, home, platform } = world;
  const here = { env, home, platform, folder: settings.origin.folder };
  const client = flags.from === undefined ? undefined : clientNamed(flags.from);
  if (flags.file !== undefined) {
    const file = resolve(world.cwd, flags.file);
    const source: Source = { file, ...(client === undefined ? {} : { client }) };
    const found = file === settings.file ? undefined : await importFrom(source);
    if (found === undefined) throw nothingAt(file, file === settings.file);
    return [found];
  }
  if (client === undefined)
    return importFromAll(allPlaces(here).filter(({ file }) => file !== settings.file));
  const places = placesOf(client.id, here).filter(({ file }) => file !== settings.file);
  const found = (await Promise.all(places.map(importFrom))).flatMap((each) => each ?? []);
  if (found.length === 0) throw nothingAt(places.map(({ file }) => file).join(" or "), false);
  return found;
}

function nothingAt(file: string, isSettings: boolean): Failure {
  const message = isSettings
    ? `${file} holds the settings themselves.`
    : `There is no file ${file}.`;
  return new Failure("config", message, { remedy: "Name another one with --file." });
}

function tellFound(found: readonly Found[], terminal: Terminal): void {
  if (terminal.json) return;
  for (const { file, problems, notes } of found) {
    const lines = [...problems, ...notes];
    if (lines.length > 0)
      terminal.note(
        `${terminal.styleNote("yellow", safeText(file))}\n${indent(problemLines(lines))}`,
      );
  }
}

function shown(found: readonly Found[], terminal: Terminal): Outcome {
  const value = { found: found.map(asValue), imported: [], skipped: [] };
  const rows = found.flatMap(({ servers, client, file }) =>
    servers.map((server) => [server.name, client?.title ?? "", commandLine(server), file]),
  );
  if (rows.length === 0)
    return { value, text: "There is nothing to take over from other clients." };
  const list = table(["NAME", "CLIENT", "COMMAND", "FILE"], rows, terminal);
  const hint = "Nothing was written. Give names, --from CLIENT or --all to take them over.";
  return { value, text: `${list}\n\n${hint}` };
}

function said({ taken, left }: Plan, { file }: SettingsFile): string {
  const names = taken.map(({ name }) => name).join(", ");
  return [
    ...left.map(({ name, reason }) => `Left ${safeText(name)}: ${reason}.`),
    ...(taken.length === 0
      ? ["Nothing was taken over."]
      : [`Imported ${names} into ${safeText(file)}.`, grants]),
  ].join("\n");
}

const grants =
  "They see and reach nothing until you say so: mcp-sandbox server edit NAME --mount … --network …";

function asValue({ client, file, servers, bridges, problems, notes }: Found) {
  const names = servers.map(({ name }) => name);
  return { client: client?.id ?? null, file, servers: names, bridges, problems, notes };
}
