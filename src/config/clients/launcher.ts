import { access, chmod, mkdir, readFile } from "node:fs/promises";
import { join } from "node:path";
import { atomicWrite } from "../atomicWrite.ts";
import { isRecord, listOf } from "../jsonPath.ts";
import { type Program, type Start, startOf } from "./bridge.ts";
import { batchText, launcherText, shellText } from "./launcherTexts.ts";

/** Where a version of the extension lies, and where the next will lie. */
interface Install {
  /** The editor's folder of extensions. */
  readonly folder: string;
  /** The extension's name there, without the version. */
  readonly name: string;
}

interface Kept {
  readonly node?: unknown;
  readonly installs: readonly Install[];
}

export interface LauncherOptions {
  readonly dataDir: string;
  readonly platform: NodeJS.Platform;
}

/**
 * How other clients start our command line for good. The folder of an extension changes with each
 * update: where ours is one, a launcher is written that finds the newest, and named instead.
 */
export async function lastingStart(program: Program, options: LauncherOptions): Promise<Start> {
  const install = installOf(program.script);
  if (install === undefined) return startOf(program);
  const folder = folderIn(options);
  const { installs } = await keptIn(folder);
  const others = installs.filter((each) => !isSame(each, install));
  await mkdir(folder, { recursive: true, mode: 0o700 });
  const kept = { node: program.node, installs: [install, ...others] };
  await write(join(folder, "launcher.json"), `${JSON.stringify(kept, undefined, 2)}\n`);
  await write(join(folder, "launcher.mjs"), launcherText);
  const isWindows = options.platform === "win32";
  const command = join(folder, isWindows ? "mcp-sandbox.cmd" : "mcp-sandbox");
  await write(command, isWindows ? batchText(program) : shellText(program));
  if (!isWindows) await chmod(command, 0o700);
  return { command, args: [] };
}

/**
 * Whether there is a launcher that does not know this install or whose Node is gone: clients may
 * start it at any time.
 */
export async function isOutdated(script: string, options: LauncherOptions): Promise<boolean> {
  const install = installOf(script);
  const { node, installs } = await keptIn(folderIn(options));
  if (install === undefined || installs.length === 0) return false;
  if (!installs.some((each) => isSame(each, install))) return true;
  return typeof node !== "string" || !(await isThere(node));
}

const folderIn = ({ dataDir }: LauncherOptions): string => join(dataDir, "bin");

const isSame = (one: Install, other: Install): boolean =>
  one.folder === other.folder && one.name === other.name;

/** Nothing for a script that is in no folder with a version, as while it is developed. */
function installOf(script: string): Install | undefined {
  const parts =
    /^(?<folder>.+)[\\/](?<name>[^\\/]+)-\d+\.\d+\.\d+[^\\/]*[\\/]dist[\\/]cli\.mjs$/.exec(script);
  const { folder, name } = parts?.groups ?? {};
  return folder === undefined || name === undefined ? undefined : { folder, name };
}

async function keptIn(folder: string): Promise<Kept> {
  try {
    const kept: unknown = JSON.parse(await readFile(join(folder, "launcher.json"), "utf8"));
    if (!isRecord(kept)) return { installs: [] };
    const { node, installs } = kept;
    return { node, installs: listOf(installs).filter(isInstall) };
  } catch {
    return { installs: [] };
  }
}

const isInstall = (value: unknown): value is Install =>
  isRecord(value) && typeof value["folder"] === "string" && typeof value["name"] === "string";

async function write(file: string, text: string): Promise<void> {
  const before = await readFile(file, "utf8").catch(() => undefined);
  if (before !== text) await atomicWrite(file, text);
}

const isThere = (file: string): Promise<boolean> =>
  access(file).then(
    () => true,
    () => false,
  );
