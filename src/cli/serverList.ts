import type { SettingsFile } from "../config/settingsFile.ts";
import { commandLine } from "../config/toDefinition.ts";
import { choose } from "./chosen.ts";
import type { Outcome } from "./outcome.ts";
import { problemLines } from "./report.ts";
import { grantsText, serverText } from "./serverText.ts";
import { serverNamed, settingsOf } from "./settings.ts";
import { table } from "./table.ts";
import type { Terminal } from "./terminal.ts";
import { count, indent } from "./text.ts";
import type { World } from "./world.ts";

interface Flags {
  readonly config?: string;
}

/** All servers; those that are wrong are told on stderr. */
export async function listServers(
  flags: Flags,
  world: World,
  terminal: Terminal,
): Promise<Outcome> {
  const settings = await settingsOf(world, flags.config);
  const { servers } = settings.parse();
  tellProblems(settings, terminal);
  const value = Object.fromEntries(servers.map(({ name, entry }) => [name, entry]));
  if (servers.length === 0)
    return { value, text: 'No servers. Add one: mcp-sandbox server add NAME --command "…"' };
  const rows = servers.map((server) => [
    server.name,
    server.entry.disabled === true ? `${commandLine(server)} (disabled)` : commandLine(server),
    grantsText(server),
    server.entry.description ?? "",
  ]);
  return {
    value,
    text: table(["NAME", "COMMAND", "MAY SEE AND REACH", "DESCRIPTION"], rows, terminal),
  };
}

export async function showServer(name: string, flags: Flags, world: World): Promise<Outcome> {
  const settings = await settingsOf(world, flags.config);
  const server = serverNamed(settings, name);
  const { provider } = choose(server, settings, world.env);
  return { value: { name, ...server.entry }, text: serverText(server, provider, settings.file) };
}

/** Says on stderr what is wrong in a file, and what was left out of it. */
export function tellProblems(settings: SettingsFile, terminal: Terminal): void {
  const { problems, notes } = settings.parse();
  if (problems.length > 0)
    terminal.note(
      `${terminal.styleNote("yellow", `${count(problems.length, "problem")} in ${settings.file}:`)}\n${indent(problemLines(problems))}`,
    );
  if (notes.length > 0 && terminal.verbose) terminal.note(problemLines(notes));
}
