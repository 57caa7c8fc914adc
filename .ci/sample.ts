import { createHash } from "node:crypto";
import { cp, glob, mkdir, readFile, rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { playground, root, workFolder } from "./setup/folders.mjs";

/**
 * Makes a workspace with the sample servers and returns its folder. One that is there already
 * stays as its user left it, until what it was made from changes.
 */
export async function makeSample(folder = join(workFolder, "sample")): Promise<string> {
  const settings = join(root, ".vscode", "settings.json");
  const source = createHash("sha256").update(await readFile(settings));
  for await (const entry of glob("**/*", { cwd: playground, withFileTypes: true }))
    if (entry.isFile()) source.update(await readFile(join(entry.parentPath, entry.name)));
  const stamp = join(folder, ".vscode", ".made-from");
  const madeFrom = source.digest("hex");
  if ((await readFile(stamp, "utf8").catch(() => "")) === madeFrom) return folder;
  await rm(folder, { recursive: true, force: true });
  await mkdir(join(folder, ".vscode"), { recursive: true });
  await cp(settings, join(folder, ".vscode", "settings.json"));
  await cp(playground, join(folder, "playground"), { recursive: true });
  await writeFile(stamp, madeFrom);
  return folder;
}
