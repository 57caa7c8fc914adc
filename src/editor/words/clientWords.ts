import { sep } from "node:path";
import type { Exported } from "../../config/clients/exportTo.ts";
import type { Found } from "../../config/clients/importFrom.ts";
import type { Place } from "../../config/clients/places.ts";
import type { Problem } from "../../base/failure.ts";
import { count } from "./count.ts";

/** A path that a person recognises: from the workspace or from home where it is below them. */
export function shortPath(file: string, home: string, folder?: string): string {
  if (folder !== undefined && file.startsWith(folder + sep)) return file.slice(folder.length + 1);
  return file.startsWith(home + sep) ? `~${file.slice(home.length)}` : file;
}

/** For whom the entries of a client's file are. */
export function scopeWords({ scope }: Place): string {
  return scope === "workspace" ? "for this workspace" : "for all workspaces";
}

/** What came of an export, in sentences. */
export function exportedWords(
  names: readonly string[],
  { client, file }: Pick<Place, "client" | "file">,
  exported: Exported,
  variables: readonly string[],
): string {
  const list = names.join(", ");
  switch (exported.kind) {
    case "unchanged":
      return `${file} has ${list} already.`;
    case "byHand":
      return `${file} is written in a way that cannot be changed for sure, and is left as it is. Put the text that is open now into it.`;
    case "written":
      return [
        `Exported ${list} to ${client.title}.`,
        client.afterwards ?? "",
        variablesWords(variables),
        "The path changes with each update of this extension: export again then.",
      ]
        .filter((sentence) => sentence !== "")
        .join(" ");
  }
}

function variablesWords(variables: readonly string[]): string {
  if (variables.length === 0) return "";
  const are = variables.length === 1 ? "this variable" : "these variables";
  return `Start the client with ${are} set, secrets are not written: ${variables.join(", ")}.`;
}

/** What is asked before entries of another's are replaced. */
export function replaceWords(
  names: readonly string[],
  { client }: Pick<Place, "client">,
): { readonly question: string; readonly detail: string } {
  const are = names.length === 1 ? "a server" : "servers";
  return {
    question: `${client.title} has ${are} of that name already: ${names.join(", ")}.`,
    detail: "What is there is replaced by an entry that runs yours. The rest of the file stays.",
  };
}

/** What a file of another client holds, in a few words. */
export function foundWords({ servers, bridges, problems }: Found): string {
  const parts = [count(servers.length, "server")];
  if (bridges.length > 0) parts.push(`${bridges.length} of ours`);
  if (problems.length > 0) parts.push(count(problems.length, "problem"));
  return parts.join(", ");
}

/** Entries of a file that come back to us, as notes. */
export function bridgeNotes({ bridges }: Found): readonly Problem[] {
  return bridges.map((path) => ({
    path,
    message: "Left out: it runs one of your servers already.",
  }));
}
