import type { FileInfo } from "../sandbox/files.ts";
import { inMachine } from "./machineNamed.ts";
import type { Outcome } from "./outcome.ts";
import { table } from "./table.ts";
import type { Terminal } from "./terminal.ts";
import { sizeText } from "./text.ts";
import type { World } from "./world.ts";

/** What is directly in a folder of a microVM. */
export async function listFiles(
  machine: string,
  path: string,
  flags: { readonly config?: string },
  world: World,
  terminal: Terminal,
): Promise<Outcome> {
  const found = await inMachine(machine, flags, world, terminal, ({ files }) => files.list(path));
  if (found.length === 0) return { value: [], text: "Nothing is there." };
  const sorted = found.toSorted((a, b) => (a.name < b.name ? -1 : 1));
  return {
    value: sorted,
    text: table(["KIND", "SIZE", "CHANGED", "NAME"], sorted.map(fileRow), terminal),
  };
}

function fileRow({ kind, size, modifiedAt, name }: FileInfo): string[] {
  const shown = kind === "folder" ? "–" : sizeText(size);
  return [kind, shown, new Date(modifiedAt).toLocaleString(), name];
}
