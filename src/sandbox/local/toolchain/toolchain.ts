import { access, constants, realpath, stat } from "node:fs/promises";
import { basename, delimiter, dirname, isAbsolute, join } from "node:path";
import type { Command } from "../../sandbox.ts";
import { isWithin } from "../realPath.ts";
import { neededNames } from "./names.ts";
import { prefixOf } from "./prefix.ts";
import { interpreterOf } from "./shebang.ts";
import { behindShim } from "./shims.ts";
import { stepsTo } from "./steps.ts";

/** What of the user's own programs has to be visible in the jail. */
export interface Toolchain {
  /** Host paths, each shown at the same place, read-only. */
  readonly shown: readonly string[];
  /** Folders of programs, first ones first. */
  readonly path: readonly string[];
  /** Programs by names that their files do not have. */
  readonly links: Readonly<Record<string, string>>;
}

/**
 * Finds, as the user's own shell would, the programs that the commands need and that lie outside
 * of the system's folders: those of version managers, of `~/.local/bin`, of a project.
 *
 * @param scripts host paths of files that are visible already and may name an interpreter.
 */
export async function toolchainOf(
  commands: readonly Command[],
  env: NodeJS.ProcessEnv,
  scripts: readonly string[] = [],
): Promise<Toolchain> {
  const search = new Search(env);
  for (const script of scripts) await search.showInterpreter(script);
  for (const command of commands) {
    if (isAbsolute(command.program)) await search.showFile(command.program);
    for (const name of neededNames(command)) await search.find(name);
  }
  return search;
}

const systemFolders = ["/usr", "/nix/store", "/bin", "/sbin", "/lib", "/lib64"];
const isSystem = (path: string): boolean => systemFolders.some((folder) => isWithin(path, folder));

class Search implements Toolchain {
  readonly shown: string[] = [];
  readonly path: string[] = [];
  readonly links: Record<string, string> = {};
  readonly #env: NodeJS.ProcessEnv;
  readonly #sought = new Set<string>();

  constructor(env: NodeJS.ProcessEnv) {
    this.#env = env;
  }

  /** Looks along the user's PATH. A program that is not there is not our business yet. */
  async find(name: string): Promise<void> {
    if (this.#sought.has(name)) return;
    this.#sought.add(name);
    const folders = (this.#env["PATH"] ?? "").split(delimiter).filter(isAbsolute);
    for (const folder of folders) {
      const path = join(folder, name);
      if (!(await isProgram(path))) continue;
      const actual = await behindShim(path, await realpath(path), this.#env);
      if (actual !== undefined && (await isProgram(actual))) return this.#show(name, actual);
    }
  }

  /**
   * A program given by its path is shown alone, or with the runtime that it belongs to. A script is
   * not: it would come without the files around it, so its folder has to be granted.
   */
  async showFile(path: string): Promise<void> {
    if (isSystem(path) || !(await isProgram(path))) return;
    const real = (await stepsTo(path)).at(-1) ?? path;
    const isScript = (await interpreterOf(real).catch(() => undefined)) !== undefined;
    const needed = await prefixOf(await stepsTo(path));
    if (isScript && needed === real) return;
    await this.#show(basename(path), path);
  }

  async #show(name: string, path: string): Promise<void> {
    const steps = await stepsTo(path);
    const real = steps.at(-1) ?? path;
    const outside = steps.filter((step) => !isSystem(step));
    if (outside.length === 0) return;
    const needed = await prefixOf(outside);
    const isRuntime = needed !== outside.at(-1) && !needed.endsWith("/node_modules");
    const inside = steps.find((step) => isWithin(step, needed) && basename(step) === name);
    if (isRuntime && inside !== undefined) add(this.path, dirname(inside));
    else this.links[name] = real;
    if (needed !== outside.at(-1) || !isSystem(real)) add(this.shown, needed);
    if (!isSystem(real) && !isWithin(real, needed)) add(this.shown, await prefixOf([real]));
    await this.showInterpreter(real);
  }

  async showInterpreter(path: string): Promise<void> {
    const interpreter = await interpreterOf(path).catch(() => undefined);
    if (interpreter === undefined) return;
    if (!isAbsolute(interpreter)) return this.find(interpreter);
    if (!isSystem(interpreter) && (await isProgram(interpreter)))
      await this.#show(basename(interpreter), interpreter);
  }
}

function add(list: string[], item: string): void {
  if (!list.includes(item)) list.push(item);
}

async function isProgram(path: string): Promise<boolean> {
  const stats = await stat(path).catch(() => undefined);
  if (stats?.isFile() !== true) return false;
  return access(path, constants.X_OK).then(
    () => true,
    () => false,
  );
}
