import { parseServers } from "../../config/parseServers.ts";
import type { ServerEntry } from "../../config/serverEntry.ts";

/** The first thing wrong with an entry, or with its name; `undefined` when it may be saved. */
export function entryProblem(entry: ServerEntry, name = "server"): string | undefined {
  if (entry.command === "") return "A command is needed.";
  const { problems } = parseServers({ [name]: entry }, { scope: "workspace", path: "" });
  return problems[0]?.message;
}

/** The entry as it is worth writing down: without grants of nothing. */
export function tidyEntry(entry: ServerEntry): ServerEntry {
  const { sandbox, ...rest } = entry;
  const { mounts, network, ...others } = sandbox ?? {};
  const kept = {
    ...others,
    ...(mounts === undefined || mounts.length === 0 ? {} : { mounts: mounts.map(tidyMount) }),
    ...(network === undefined || network === "none" ? {} : { network }),
  };
  return Object.keys(kept).length === 0 ? rest : { ...rest, sandbox: kept };
}

function tidyMount({ write, ...mount }: { readonly source: string; readonly write?: boolean }) {
  return write === true ? { ...mount, write } : mount;
}
