import { readFile } from "node:fs/promises";
import { Failure } from "../../base/failure.ts";
import { atomicWrite } from "../atomicWrite.ts";
import type { Entry } from "./bridge.ts";
import type { Client } from "./client.ts";
import { blockOf, entriesIn, inTheWay, withEntry } from "./clientFile.ts";

/** Where entries go. */
export interface Target {
  readonly client: Client;
  /** Absolute path. */
  readonly file: string;
}

/** `byHand`: the file could not be changed for sure and is as it was; its user pastes the block. */
export type Exported =
  | { readonly kind: "written"; readonly created: boolean }
  | { readonly kind: "unchanged" }
  | { readonly kind: "byHand"; readonly block: string };

/**
 * Merges entries of ours into a client's file, which is made when it is missing. Throws `usage` when
 * an entry of another's is in the way and is not to be replaced, `config` when the file is broken.
 */
export async function exportTo(
  { client, file }: Target,
  entries: Readonly<Record<string, Entry>>,
  options: { readonly force: boolean },
): Promise<Exported> {
  const found = await readIfThere(file);
  const text = found ?? "";
  const others = inTheWay(entriesIn(text, client, file), Object.keys(entries));
  if (others.length > 0 && !options.force) throw taken(others, file);
  let changed: string | undefined = text;
  for (const [name, entry] of Object.entries(entries)) {
    changed = withEntry(changed, client, file, name, entry);
    if (changed === undefined) return { kind: "byHand", block: blockOf(client, entries) };
  }
  if (changed === text) return { kind: "unchanged" };
  await atomicWrite(file, changed);
  return { kind: "written", created: found === undefined };
}

/** Names that a client has given to servers of its own. Throws `config` when the file is broken. */
export async function takenNames(
  { client, file }: Target,
  names: readonly string[],
): Promise<readonly string[]> {
  return inTheWay(entriesIn((await readIfThere(file)) ?? "", client, file), names);
}

function taken(names: readonly string[], file: string): Failure {
  const are = names.length === 1 ? "an entry" : "entries";
  const message = `${file} has ${are} of that name already: ${names.join(", ")}. Nothing was changed.`;
  return new Failure("usage", message, { remedy: "Replace what is there with --force." });
}

/** The text of a file; `undefined` where there is none. Throws `config` when it cannot be read. */
export async function readIfThere(file: string): Promise<string | undefined> {
  try {
    return await readFile(file, "utf8");
  } catch (error) {
    if (error instanceof Error && "code" in error && error.code === "ENOENT") return undefined;
    const reason = error instanceof Error ? error.message : String(error);
    throw new Failure("config", `${file} cannot be read: ${reason}`, { cause: error });
  }
}
