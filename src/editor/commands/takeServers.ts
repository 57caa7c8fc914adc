import { type QuickPickItem, window } from "vscode";
import type { Imported } from "../../config/importServers.ts";
import type { Origin, ServerConfig } from "../../config/serverEntry.ts";
import type { Configuration } from "../servers/configuration.ts";
import { writeServer } from "../servers/writeServer.ts";
import { showDone, showWarning } from "../show.ts";
import { count } from "../words/count.ts";
import { visibleLine } from "../words/visible.ts";
import { askChoice } from "./ask.ts";
import { origins } from "./askOrigin.ts";

/** Lets the user choose of servers that were found, and writes those into settings. */
export async function takeServers(
  title: string,
  imported: Imported,
  configuration: Pick<Configuration, "originOf">,
): Promise<void> {
  const chosen = await askServers(title, imported.servers, configuration);
  if (chosen === undefined || chosen.length === 0) return;
  const where = await askChoice<Origin>(
    { title, step: 1, steps: 1 },
    "Where are they to be saved?",
    origins(),
  );
  if (where === "back" || where === "cancel") return;
  for (const { name, entry } of chosen) await writeServer(where.value, name, entry);
  tell(chosen, imported);
}

async function askServers(
  title: string,
  servers: readonly ServerConfig[],
  configuration: Pick<Configuration, "originOf">,
): Promise<readonly ServerConfig[] | undefined> {
  const items = servers.map((server): QuickPickItem & { server: ServerConfig } => {
    const exists = configuration.originOf(server.name) !== undefined;
    const { command, args = [] } = server.entry;
    return {
      label: server.name,
      ...(exists ? { description: "replaces the one that is there" } : {}),
      detail: visibleLine([command, ...args].join(" ")),
      picked: !exists,
      server,
    };
  });
  const picked = await window.showQuickPick(items, {
    title,
    placeHolder: "Check each command: it is what will run in the sandbox",
    canPickMany: true,
    ignoreFocusOut: true,
  });
  return picked?.map(({ server }) => server);
}

function tell(added: readonly ServerConfig[], { problems, notes }: Imported): void {
  const names = `${added.map(({ name }) => name).join(", ")} ${added.length === 1 ? "was" : "were"} added.`;
  const left = [...problems, ...notes].map(({ path, message }) => `${path}: ${message}`);
  if (left.length === 0) showDone(names);
  else showWarning(`${names} ${count(left.length, "note")}: ${left.join(" ")}`);
}
