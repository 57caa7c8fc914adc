import { window } from "vscode";
import { Failure } from "../../base/failure.ts";
import { type Found, importFrom, importFromAll } from "../../config/clients/importFrom.ts";
import { allPlaces } from "../../config/clients/places.ts";
import type { Configuration } from "../servers/configuration.ts";
import { bridgeNotes, foundWords, shortPath } from "../words/clientWords.ts";
import { clientsHere } from "./clientPlaces.ts";
import { takeServers } from "./takeServers.ts";

const title = "Import MCP Servers";

/** Takes servers over from the file of another client. */
export async function importFromClient(
  configuration: Pick<Configuration, "originOf">,
): Promise<void> {
  const found = await askFound();
  if (found === undefined) return;
  const notes = [...bridgeNotes(found), ...found.notes];
  if (found.servers.length === 0)
    throw new Failure("usage", `There is no server to take over in ${found.file}.`, {
      problems: [...found.problems, ...notes],
    });
  await takeServers(title, { ...found, notes }, configuration);
}

/** The client whose file is there, or a file that the user names. */
async function askFound(): Promise<Found | undefined> {
  const here = clientsHere();
  const items = (await importFromAll(allPlaces(here))).map((found) => ({
    label: found.client?.title ?? "",
    description: foundWords(found),
    detail: shortPath(found.file, here.home, here.folder),
    found,
  }));
  const choose = { label: "$(folder-opened) Choose a file…", found: undefined };
  const picked = await window.showQuickPick([...items, choose], {
    title,
    placeHolder: "From which client?",
    matchOnDetail: true,
  });
  return picked === choose ? askFile() : picked?.found;
}

async function askFile(): Promise<Found | undefined> {
  const [uri] =
    (await window.showOpenDialog({
      title,
      openLabel: "Import",
      filters: { "MCP configuration": ["json", "jsonc", "toml"], "All files": ["*"] },
    })) ?? [];
  return uri === undefined ? undefined : importFrom({ file: uri.fsPath });
}
