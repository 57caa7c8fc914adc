import { basename, join, posix } from "node:path";
import { Uri, window, workspace } from "vscode";
import type { FetchOptions } from "../../sandbox/folders/fetchFolder.ts";
import type { TransferOptions, Transferred } from "../../sandbox/folders/transfer.ts";
import type { Machines } from "../../sandbox/machines.ts";
import { commands } from "../contributions.ts";
import { isFileRow } from "../files/fileTree.ts";
import type { FilesView } from "../files/filesView.ts";
import { longWork } from "../longWork.ts";
import { showDone, showWarning } from "../show.ts";
import { leftOutWords, movedWords, moveProgress } from "../words/movedWords.ts";
import { visibleLine } from "../words/visible.ts";
import { askChoice, askText } from "./ask.ts";
import { machineFor } from "./machineTargets.ts";

/** Copies whole folders between this machine and a microVM. Both reject with a Failure. */
export interface FolderMoves {
  /** Puts what a folder here holds into one there, but for what `.gitignore` leaves out. */
  put(move: Move, options: TransferOptions): Promise<Transferred>;
  /** Fetches what a folder there holds into one here. */
  fetch(move: Move, options: FetchOptions): Promise<Transferred>;
}

export interface Move {
  /** Id of the microVM. */
  readonly machine: string;
  /** Absolute on this machine; in the microVM also relative to its home. */
  readonly from: string;
  readonly to: string;
}

/** Puts a folder of this machine into a microVM; it is asked for what is not given. */
export async function putFolder(
  machines: Machines,
  moves: FolderMoves,
  files: Pick<FilesView, "refresh">,
  argument: unknown,
): Promise<void> {
  const title = "Put Folder into Sandbox";
  const machine = await machineFor(argument, machines, title);
  if (machine === undefined) return;
  const from = argument instanceof Uri ? argument.fsPath : await askFolder(title);
  if (from === undefined) return;
  const above = isFileRow(argument) ? argument.path : "";
  const to = await askPath(title, posix.join(above, basename(from)));
  if (to === undefined) return;
  const moved = await move(`Putting ${basename(from)} into the sandbox`, (options) =>
    moves.put({ machine, from, to }, options),
  );
  files.refresh();
  const show = { title: "Open Sandbox Files", command: commands.openSandboxFiles };
  showDone(`${movedWords(moved)} put into ${to} of the sandbox.`, [
    { ...show, args: [{ machine }] },
  ]);
}

/** Fetches a folder of a microVM into one of this machine. */
export async function fetchFolder(
  machines: Machines,
  moves: FolderMoves,
  argument: unknown,
): Promise<void> {
  const title = "Fetch from Sandbox";
  const machine = await machineFor(argument, machines, title);
  if (machine === undefined) return;
  const from = isFileRow(argument) ? argument.path : await askPath(title, ".");
  if (from === undefined) return;
  const { path } = await longWork("Looking for the folder", () =>
    machines.files(machine).stat(from),
  );
  const target = await askTarget(posix.basename(path));
  if (target === undefined) return;
  const { to, overwrite } = target;
  const moved = await move(`Fetching ${visibleLine(path)} from the sandbox`, (options) =>
    moves.fetch({ machine, from: path, to }, { ...options, overwrite }),
  );
  showDone(`${movedWords(moved)} fetched into ${to}.`);
}

/** Moves with progress and *Cancel*; what was left out is told when it is over. */
async function move(
  title: string,
  work: (options: TransferOptions) => Promise<Transferred>,
): Promise<Transferred> {
  const said: string[] = [];
  const moved = await longWork(title, ({ signal, say }) =>
    work({
      signal,
      onProgress: (done) => say(moveProgress(done)),
      onDidSay: (line) => void said.push(line),
    }),
  );
  if (said.length > 0) showWarning(leftOutWords(said));
  return moved;
}

async function askFolder(title: string): Promise<string | undefined> {
  const folders = (workspace.workspaceFolders ?? []).filter(({ uri }) => uri.scheme === "file");
  if (folders.length === 0) return pickFolder("Put This Folder into the Sandbox");
  const answer = await askChoice<string | undefined>(
    { title, step: 1, steps: 1 },
    "Which folder? What .gitignore names stays here",
    [
      ...folders.map(({ name, uri }) => ({
        label: `$(folder) ${name}`,
        detail: uri.fsPath,
        value: uri.fsPath,
      })),
      { label: "$(folder-opened) Another folder…", value: undefined },
    ],
  );
  if (typeof answer === "string") return undefined;
  return answer.value ?? pickFolder("Put This Folder into the Sandbox");
}

async function askPath(title: string, value: string): Promise<string | undefined> {
  const answer = await askText(
    { title, step: 1, steps: 1 },
    {
      prompt: "A folder in the sandbox; a relative path starts at its home",
      value,
      check: (path) => (path === "" ? "Enter a path." : undefined),
    },
  );
  return typeof answer === "string" ? undefined : answer.value;
}

/** A folder here to fetch into, of the same name as the one there; one that is there is asked about. */
async function askTarget(
  name: string,
): Promise<{ readonly to: string; readonly overwrite: boolean } | undefined> {
  const above = await pickFolder("Fetch into This Folder");
  if (above === undefined) return undefined;
  const to = join(above, name === "" ? "sandbox" : name);
  const isThere = await workspace.fs.stat(Uri.file(to)).then(
    () => true,
    () => false,
  );
  if (!isThere) return { to, overwrite: false };
  const answer = await window.showWarningMessage(
    `${visibleLine(to)} is there already.`,
    { modal: true, detail: "Files in it that the sandbox has too are replaced." },
    "Fetch",
  );
  return answer === "Fetch" ? { to, overwrite: true } : undefined;
}

async function pickFolder(openLabel: string): Promise<string | undefined> {
  const [first] = workspace.workspaceFolders ?? [];
  const [folder] =
    (await window.showOpenDialog({
      ...{ canSelectFolders: true, canSelectFiles: false, openLabel },
      ...(first?.uri.scheme === "file" ? { defaultUri: first.uri } : {}),
    })) ?? [];
  return folder?.scheme === "file" ? folder.fsPath : undefined;
}
