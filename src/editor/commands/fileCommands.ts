import { posix } from "node:path";
import { window, workspace, WorkspaceEdit } from "vscode";
import { Failure } from "../../base/failure.ts";
import type { Machines } from "../../sandbox/machines.ts";
import { type FileRow, isFileRow } from "../files/fileTree.ts";
import { fileUri, type Place } from "../files/fileUri.ts";
import type { SandboxFiles } from "../files/sandboxFiles.ts";
import { longWork } from "../longWork.ts";
import { visibleLine } from "../words/visible.ts";
import { askText } from "./ask.ts";
import { nameProblem } from "./nameProblem.ts";

type Where = Pick<Machines, "files">;
type Teller = Pick<SandboxFiles, "tell">;

/** Makes an empty file in a folder of a microVM and opens it. */
export async function newFile(machines: Where, teller: Teller, argument: unknown): Promise<void> {
  const place = await askNew(argument, machines, "New File");
  if (place === undefined) return;
  const write = (): Promise<void> =>
    machines.files(place.machine).write(place.path, new Uint8Array());
  await longWork("Making the file", write);
  teller.tell(["created", fileUri(place)]);
  await window.showTextDocument(fileUri(place));
}

export async function newFolder(machines: Where, teller: Teller, argument: unknown): Promise<void> {
  const place = await askNew(argument, machines, "New Folder");
  if (place === undefined) return;
  await longWork("Making the folder", () => machines.files(place.machine).makeDir(place.path));
  teller.tell(["created", fileUri(place)]);
}

/** Renames a file or folder. The editor does it, so that open documents go along. */
export async function renameFile(machines: Where, argument: unknown): Promise<void> {
  const row = rowOf(argument);
  const before = posix.basename(row.path);
  const name = await askName(`Rename ${visibleLine(before, 60)}`, before);
  if (name === undefined || name === before) return;
  const to = { machine: row.machine, path: posix.join(posix.dirname(row.path), name) };
  await refuseExisting(to, machines);
  const edit = new WorkspaceEdit();
  edit.renameFile(fileUri(row), fileUri(to), { overwrite: false });
  if (await workspace.applyEdit(edit)) return;
  throw new Failure("fileFailed", `${visibleLine(row.path)} could not be renamed.`);
}

/** Deletes a file, or a folder with all that is in it, after asking. */
export async function deleteFile(
  machines: Where,
  teller: Teller,
  argument: unknown,
): Promise<void> {
  const row = rowOf(argument);
  const all = row.kind === "folder" ? " with all that is in it" : "";
  const answer = await window.showWarningMessage(
    `Delete ${visibleLine(row.path)}${all}?`,
    { modal: true, detail: "It is gone for good: a sandbox has no trash." },
    "Delete",
  );
  if (answer !== "Delete") return;
  await longWork("Deleting", () => machines.files(row.machine).remove(row.path));
  teller.tell(["deleted", fileUri(row)]);
}

function rowOf(argument: unknown): FileRow {
  if (isFileRow(argument)) return argument;
  throw new Failure("usage", "Open the files of a sandbox first: MCP Sandbox: Open Sandbox Files.");
}

async function askNew(
  argument: unknown,
  machines: Where,
  title: string,
): Promise<Place | undefined> {
  const { machine, path } = rowOf(argument);
  const name = await askName(`${title} in ${visibleLine(path, 60)}`, "");
  if (name === undefined) return undefined;
  const place = { machine, path: posix.join(path, name) };
  await refuseExisting(place, machines);
  return place;
}

async function askName(title: string, value: string): Promise<string | undefined> {
  const prompt = "A name; with / in it, the folders are made too";
  const question = { prompt, value, check: nameProblem };
  const answer = await askText({ title, step: 1, steps: 1 }, question);
  return typeof answer === "string" ? undefined : answer.value;
}

async function refuseExisting({ machine, path }: Place, machines: Where): Promise<void> {
  try {
    await machines.files(machine).stat(path);
  } catch (error) {
    if (Failure.from(error).code === "fileNotFound") return;
    throw error;
  }
  throw new Failure("fileExists", `${visibleLine(path)} is there already.`);
}
