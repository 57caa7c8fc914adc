import { mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { Failure } from "../base/failure.ts";
import { parseJsonc } from "../config/jsonc.ts";
import type { ServerEntry } from "../config/serverEntry.ts";
import { checkedEntry } from "./checkedEntry.ts";
import type { World } from "./world.ts";

/**
 * Lets the user change an entry in their own editor. What they wrote is kept in its file when it
 * cannot be taken, and the failure says where.
 */
export async function editEntry(
  name: string,
  entry: ServerEntry,
  { openEditor }: Pick<World, "openEditor">,
): Promise<ServerEntry> {
  const folder = await mkdtemp(join(tmpdir(), "mcp-sandbox-"));
  const file = join(folder, `${name}.jsonc`);
  await writeFile(file, `${JSON.stringify(entry, undefined, 2)}\n`, { mode: 0o600 });
  await openEditor(file);
  try {
    const changed = checkedEntry(name, parseJsonc(await readFile(file, "utf8"), file).value);
    await rm(folder, { recursive: true });
    return changed;
  } catch (error) {
    const { code, message, problems } = Failure.from(error);
    throw new Failure(code, message, {
      problems,
      remedy: `Nothing was changed. Your text is in ${file}.`,
    });
  }
}
