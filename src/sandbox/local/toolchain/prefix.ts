import { readdir, realpath, stat } from "node:fs/promises";
import { homedir } from "node:os";
import { basename, dirname, join } from "node:path";
import { isWithin } from "../realPath.ts";
import { interpreterOf } from "./shebang.ts";

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
  return brewOf(real) ?? (await packagesOf(real)) ?? real;
}

/** A Python, a virtual environment or a Node with everything that belongs to it. */
async function isRuntime(prefix: string): Promise<boolean> {
  if (await isFile(join(prefix, "pyvenv.cfg"))) return true;
  const libraries = await readdir(join(prefix, "lib")).catch((): string[] => []);
  if (libraries.includes("node_modules")) return holds(prefix, "node");
  return libraries.some((name) => /^(python|pypy)\d/.test(name)) && holds(prefix, "python3");
}

/** Has the program itself, and not only a link to one elsewhere. */
async function holds(prefix: string, program: string): Promise<boolean> {
  const real = await realpath(join(prefix, "bin", program)).catch(() => "");
  return isWithin(real, prefix);
}

/** Programs of Homebrew need each other's libraries. */
function brewOf(real: string): string | undefined {
  const cellar = real.indexOf("/Cellar/");
  return cellar > 0 ? real.slice(0, cellar) : undefined;
}

/** A script of an npm package needs the packages around it. */
async function packagesOf(real: string): Promise<string | undefined> {
  const end = real.indexOf("/node_modules/");
  if (end <= 0 || (await interpreterOf(real).catch(() => undefined)) === undefined)
    return undefined;
  return `${real.slice(0, end)}/node_modules`;
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
