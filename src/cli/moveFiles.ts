import { stat } from "node:fs/promises";
import { basename, join, posix, resolve } from "node:path";
import { Failure } from "../base/failure.ts";
import type { FileInfo, Files } from "../sandbox/files.ts";
import type { Transferred, TransferOptions } from "../sandbox/folders/transfer.ts";
import { megabytes } from "./flagValues.ts";
import { inMachine } from "./machineNamed.ts";
import type { Outcome } from "./outcome.ts";
import type { Terminal } from "./terminal.ts";
import { count, safeText, sizeText } from "./text.ts";
import type { World } from "./world.ts";

export interface MoveFlags {
  readonly config?: string;
  readonly limit?: string;
  readonly overwrite?: boolean;
}

/** From where to where, as it was typed. */
interface Move {
  /** Id of a microVM, or name of a server. */
  readonly machine: string;
  readonly source: string;
  readonly target: string;
}

/** Puts a copy of a folder or file of this machine into a microVM. */
export async function putFiles(
  { machine, source, target }: Move,
  flags: MoveFlags,
  world: World,
  terminal: Terminal,
): Promise<Outcome> {
  const from = resolve(world.cwd, source);
  const isWhole = await isHostFolder(from);
  if (isWhole === undefined) throw new Failure("usage", `${from} does not exist.`);
  const options = moveOptions(flags, world, terminal);
  const { putFolder } = await import("../sandbox/folders/putFolder.ts");
  const { putFile } = await import("../sandbox/folders/putFile.ts");
  return inMachine(machine, flags, world, terminal, async (sandbox, id) => {
    const to = isWhole ? target : await intoFolder(sandbox.files, target, basename(from));
    const done = await (isWhole ? putFolder : putFile)(sandbox, from, to, options);
    return moved("Put", done, { machine: id, from, to });
  });
}

/** Fetches a copy of a folder or file of a microVM. */
export async function getFiles(
  { machine, source, target }: Move,
  flags: MoveFlags,
  world: World,
  terminal: Terminal,
): Promise<Outcome> {
  const options = { ...moveOptions(flags, world, terminal), overwrite: flags.overwrite === true };
  const { fetchFolder } = await import("../sandbox/folders/fetchFolder.ts");
  const { fetchFile } = await import("../sandbox/folders/fetchFile.ts");
  return inMachine(machine, flags, world, terminal, async (sandbox, id) => {
    const info = await sandbox.files.stat(source);
    const typed = resolve(world.cwd, target);
    const isWhole = isFolder(info);
    const isInto = !isWhole && (await isHostFolder(typed)) === true;
    const to = isInto ? join(typed, info.name) : typed;
    const done = await (isWhole ? fetchFolder : fetchFile)(sandbox, source, to, options);
    return moved("Fetched", done, { machine: id, from: source, to });
  });
}

function moveOptions(flags: MoveFlags, { signal }: World, terminal: Terminal): TransferOptions {
  return {
    signal,
    onProgress: (done) => terminal.status(progressText(done)),
    onDidSay: (line) => terminal.note(safeText(line)),
    ...(flags.limit !== undefined && { limitBytes: limitOf(flags.limit) }),
  };
}

function limitOf(text: string): number {
  const size = megabytes(text);
  if (typeof size === "number" && size > 0) return size * 1e6;
  throw new Failure("usage", `--limit ${text}: expected a size such as 500M or 2G.`);
}

function progressText({ files, bytes, totalBytes }: Transferred): string {
  const all = totalBytes === undefined ? "" : ` of ${sizeText(totalBytes)}`;
  return `${count(files, "file")}, ${sizeText(bytes)}${all}…`;
}

function moved(
  verb: string,
  { files, bytes }: Transferred,
  way: { readonly machine: string; readonly from: string; readonly to: string },
): Outcome {
  const what = `${count(files, "file")} (${sizeText(bytes)})`;
  return { value: { ...way, files, bytes }, text: safeText(`${verb} ${what}: ${way.to}`) };
}

/** A folder that is there takes a file in, as it does with `cp`. */
async function intoFolder(files: Files, target: string, name: string): Promise<string> {
  const isInto = await files.stat(target).then(isFolder, () => target.endsWith("/"));
  return isInto ? posix.join(target, name) : target;
}

const isFolder = ({ kind, target }: FileInfo): boolean => (target ?? kind) === "folder";

/** Undefined when nothing is there. */
async function isHostFolder(path: string): Promise<boolean | undefined> {
  return stat(path).then(
    (found) => found.isDirectory(),
    () => undefined,
  );
}
