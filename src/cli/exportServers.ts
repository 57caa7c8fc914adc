import { resolve } from "node:path";
import { Failure } from "../base/failure.ts";
import { bridgeTo, type Entry, variablesOf } from "../config/clients/bridge.ts";
import { clientNamed } from "../config/clients/client.ts";
import { lastingStart } from "../config/clients/launcher.ts";
import { blockOf } from "../config/clients/clientFile.ts";
import { type Exported, exportTo, type Target } from "../config/clients/exportTo.ts";
import { placesOf } from "../config/clients/places.ts";
import type { ServerConfig } from "../config/serverEntry.ts";
import type { SettingsFile } from "../config/settingsFile.ts";
import type { Outcome } from "./outcome.ts";
import { serverNamed, settingsOf } from "./settings.ts";
import type { Terminal } from "./terminal.ts";
import { safeText } from "./text.ts";
import type { World } from "./world.ts";

export interface ExportFlags {
  readonly config?: string;
  readonly to: string;
  readonly file?: string;
  readonly all?: boolean;
  /** The file of the user instead of that of the workspace, where there are both. */
  readonly user?: boolean;
  readonly print?: boolean;
  readonly force?: boolean;
}

/** Writes entries that run our bridge into the file of another client, or prints them. */
export async function exportServers(
  names: readonly string[],
  flags: ExportFlags,
  world: World,
  terminal: Terminal,
): Promise<Outcome> {
  const settings = await settingsOf(world, flags.config);
  const target = targetOf(flags, settings, world);
  const { client, file } = target;
  const servers = chosenServers(names, flags, settings);
  const start = await lastingStart(world.program, world);
  const entries = Object.fromEntries(
    servers.map((server): [string, Entry] => [
      server.name,
      bridgeTo(server, settings.file, start, client),
    ]),
  );
  const value = { to: client.id, file, entries };
  if (flags.print === true) {
    terminal.note(`It belongs into ${safeText(file)}.`);
    return { value: { ...value, written: false }, text: blockOf(client, entries).trimEnd() };
  }
  const exported = await exportTo(target, entries, { force: flags.force === true });
  if (exported.kind === "byHand") throw byHand(target, exported.block);
  tellVariables(servers, terminal);
  const { kind } = exported;
  return {
    value: { ...value, written: kind === "written" },
    text: said(servers, target, exported),
  };
}

function targetOf(flags: ExportFlags, settings: SettingsFile, world: World): Target {
  const client = clientNamed(flags.to);
  const { env, home, platform } = world;
  const places = placesOf(client.id, { env, home, platform, folder: settings.origin.folder });
  const place = places.find(({ scope }) => flags.user !== true || scope === "user");
  const file = flags.file === undefined ? place?.file : resolve(world.cwd, flags.file);
  if (file === undefined)
    throw new Failure("usage", `${client.title} has no file of the user that is known here.`, {
      remedy: "Name it with --file.",
    });
  if (file === settings.file)
    throw new Failure("usage", `${file} is where these servers come from.`, {
      remedy: "Name another file with --file, or other settings with --config.",
    });
  return { client, file };
}

function chosenServers(
  names: readonly string[],
  { all = false }: ExportFlags,
  settings: SettingsFile,
): readonly ServerConfig[] {
  if (all === names.length > 0)
    throw new Failure("usage", "Give names of servers, or --all.", {
      remedy: "mcp-sandbox server list shows them.",
    });
  if (!all) return [...new Set(names)].map((name) => serverNamed(settings, name));
  const { servers } = settings.parse();
  if (servers.length === 0)
    throw new Failure("usage", `There is no server to export in ${settings.file}.`);
  return servers;
}

/** Secrets stay where they are: whoever starts the bridge must hand them to it. */
function tellVariables(servers: readonly ServerConfig[], terminal: Terminal): void {
  for (const server of servers) {
    const variables = variablesOf(server);
    if (variables.length > 0)
      terminal.note(
        `${server.name} needs these variables where the client is started: ${variables.join(", ")}`,
      );
  }
}

function said(
  servers: readonly ServerConfig[],
  { client, file }: Target,
  exported: Exported,
): string {
  const names = servers.map(({ name }) => name).join(", ");
  const place = safeText(file);
  if (exported.kind !== "written") return `${names}: ${place} has this already.`;
  const made = exported.created ? " (new)" : "";
  const then = client.afterwards === undefined ? "" : ` ${client.afterwards}`;
  return `Exported ${names} to ${place}${made}.${then}`;
}

function byHand({ file }: Target, block: string): Failure {
  const message = `${file} is written in a way that cannot be changed for sure. It is left as it is.`;
  return new Failure("config", message, {
    remedy: `Put this into it by hand:\n\n${block.trimEnd()}`,
  });
}
