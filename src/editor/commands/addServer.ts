import { suggestName } from "../../config/importServers.ts";
import type { Origin } from "../../config/serverEntry.ts";
import { commands } from "../contributions.ts";
import type { Configuration } from "../servers/configuration.ts";
import { writeServer } from "../servers/writeServer.ts";
import { showDone } from "../show.ts";
import { askChoice, askText } from "./ask.ts";
import { origins } from "./askOrigin.ts";
import { entryProblem, tidyEntry } from "./entryProblem.ts";
import { askCommand, askMounts, askNetwork, type Draft } from "./launchQuestions.ts";
import { askAll, change, type Question } from "./questions.ts";

type Adding = Draft & { readonly origin?: Origin };

/** Asks for a server step by step and writes it into settings. */
export async function addServer(configuration: Pick<Configuration, "originOf">): Promise<void> {
  const added = await askAll<Adding>("Add MCP Server", { name: "", entry: { command: "" } }, [
    askCommand,
    askName(configuration),
    askMounts,
    askNetwork,
    askWhere,
  ]);
  if (added?.origin === undefined) return;
  await writeServer(added.origin, added.name, tidyEntry(added.entry));
  showDone(`${added.name} was added.`, [
    { title: "Start", command: commands.start, args: [added.name] },
    { title: "Open Settings", command: commands.edit, args: [added.name] },
  ]);
}

function askName(configuration: Pick<Configuration, "originOf">): Question<Adding> {
  return async (known, step) => {
    const answer = await askText(step, {
      prompt: "A name for the server: letters, digits, _ and -",
      value: known.name === "" ? suggestName({ command: known.entry.command }) : known.name,
      check: (name) =>
        configuration.originOf(name) === undefined
          ? entryProblem(known.entry, name)
          : `There is a server ${name} already.`,
    });
    return change(answer, (name) => ({ ...known, name }));
  };
}

const askWhere: Question<Adding> = async (known, step) => {
  const answer = await askChoice(step, "Where is it to be saved?", origins());
  return change(answer, (origin) => ({ ...known, origin }));
};
