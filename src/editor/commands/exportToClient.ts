import { Uri, window, workspace } from "vscode";
import { Failure } from "../../base/failure.ts";
import { bridgeTo, type Entry, type Start, variablesOf } from "../../config/clients/bridge.ts";
import { exportTo, takenNames } from "../../config/clients/exportTo.ts";
import { allPlaces, type Place } from "../../config/clients/places.ts";
import type { ServerConfig } from "../../config/serverEntry.ts";
import { commandLine } from "../../config/toDefinition.ts";
import { type Configuration, settingsFileOf } from "../servers/configuration.ts";
import { showDone, showWarning } from "../show.ts";
import { exportedWords, replaceWords, scopeWords, shortPath } from "../words/clientWords.ts";
import { visibleLine } from "../words/visible.ts";
import { clientsHere } from "./clientPlaces.ts";
import { targetOf } from "./targets.ts";

type Settings = Pick<Configuration, "servers" | "server">;

/** Writes entries into the file of another client that run servers of ours through our bridge. */
export async function exportToClient(
  settings: Settings,
  bridge: { start(): Promise<Start> },
  argument: unknown,
): Promise<void> {
  const servers = await askServers(settings, argument);
  if (servers === undefined || servers.length === 0) return;
  const place = await askPlace();
  if (place === undefined) return;
  const names = servers.map(({ name }) => name);
  const taken = await takenNames(place, names);
  if (taken.length > 0 && !(await mayReplace(taken, place))) return;
  const start = await bridge.start();
  const entries = Object.fromEntries(
    servers.map((server): [string, Entry] => [
      server.name,
      bridgeTo(server, fileOf(server), start, place.client),
    ]),
  );
  const exported = await exportTo(place, entries, { force: taken.length > 0 });
  const variables = [...new Set(servers.flatMap(variablesOf))];
  const text = exportedWords(names, place, exported, variables);
  if (exported.kind !== "byHand") return showDone(text, [openFile(place)]);
  await showBlock(exported.block);
  showWarning(text, [openFile(place)]);
}

/** The server that is meant, else those that the user picks. */
async function askServers(
  settings: Settings,
  argument: unknown,
): Promise<readonly ServerConfig[] | undefined> {
  const { server: name } = targetOf(argument);
  if (name !== undefined) {
    const server = settings.server(name);
    if (server === undefined)
      throw new Failure("unknownServer", `There is no server ${name} in the settings.`);
    fileOf(server);
    return [server];
  }
  const servers = settings.servers.filter((server) => hasFile(server));
  if (servers.length === 0) throw noFile("No server is");
  const picked = await window.showQuickPick(
    servers.map((server) => ({
      label: server.name,
      detail: visibleLine(commandLine(server)),
      picked: servers.length === 1,
      server,
    })),
    { title, placeHolder: "Which servers is another client to use?", canPickMany: true },
  );
  return picked?.map(({ server }) => server);
}

const title = "Export MCP Servers";

function hasFile({ origin }: ServerConfig): boolean {
  return settingsFileOf(origin)?.scheme === "file";
}

/** The settings that the bridge reads. Only the editor knows where the user's own are. */
function fileOf(server: ServerConfig): string {
  const file = settingsFileOf(server.origin);
  if (file?.scheme === "file") return file.fsPath;
  throw noFile(`${server.name} is not`);
}

function noFile(who: string): Failure {
  return new Failure("usage", `${who} in the settings of a workspace.`, {
    remedy: "Other clients read servers from there; move it from the user settings.",
  });
}

async function askPlace(): Promise<Place | undefined> {
  const here = clientsHere();
  const picked = await window.showQuickPick(
    allPlaces(here).map((place) => ({
      label: place.client.title,
      description: scopeWords(place),
      detail: shortPath(place.file, here.home, here.folder),
      place,
    })),
    { title, placeHolder: "Which client is to use them?", matchOnDetail: true },
  );
  return picked?.place;
}

async function mayReplace(taken: readonly string[], place: Place): Promise<boolean> {
  const { question, detail } = replaceWords(taken, place);
  return (
    (await window.showWarningMessage(question, { modal: true, detail }, "Replace")) === "Replace"
  );
}

function openFile({ file }: Place) {
  return { title: "Open File", command: "vscode.open", args: [Uri.file(file)] } as const;
}

async function showBlock(content: string): Promise<void> {
  await window.showTextDocument(await workspace.openTextDocument({ content, language: "toml" }));
}
