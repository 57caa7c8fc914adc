import { readdir, stat } from "node:fs/promises";
import { homedir } from "node:os";
import { basename, dirname, join } from "node:path";
import { isWithin } from "../realPath.ts";

/**
 * The smallest folder without which a program does not run, for a program that may be reached by
 * links; the program's own file when it needs nothing else.
 *
 * @param steps the paths from the name on the PATH to the real file, links in folders resolved.
 */
export async function prefixOf(steps: readonly string[]): Promise<string> {
  for (const step of steps) {
    const prefix = dirname(dirname(step));
    if (basename(dirname(step)) !== "bin" || isTooBroad(prefix)) continue;
    if (await isRuntime(prefix)) return prefix;
  }
  const real = steps.at(-1) ?? "";
  return brewOf(real) ?? packagesOf(real) ?? real;
}

/** A Python, a virtual environment or a Node with everything that belongs to it. */
async function isRuntime(prefix: string): Promise<boolean> {
  if (await isFile(join(prefix, "pyvenv.cfg"))) return true;
  if (await isFile(join(prefix, "bin", "node"))) return true;
  const libraries = await readdir(join(prefix, "lib")).catch(() => []);
  const python = libraries.find((name) => /^(python|pypy)\d/.test(name));
  return python !== undefined && (await isFile(join(prefix, "bin", "python3")));
}

/** Programs of Homebrew need each other's libraries. */
function brewOf(real: string): string | undefined {
  const cellar = real.indexOf("/Cellar/");
  return cellar > 0 ? real.slice(0, cellar) : undefined;
}

/** A program of an npm package needs the packages around it. */
function packagesOf(real: string): string | undefined {
  const end = real.indexOf("/node_modules/");
  return end > 0 ? `${real.slice(0, end)}/node_modules` : undefined;
}

/** Folders that hold much besides programs. */
function isTooBroad(prefix: string): boolean {
  const home = homedir();
  return isWithin(home, prefix) || prefix === join(home, ".local") || prefix === "/opt";
}

async function isFile(path: string): Promise<boolean> {
  return stat(path).then(
    (stats) => stats.isFile(),
    () => false,
  );
}
