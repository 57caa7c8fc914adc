import {
  EventEmitter,
  ThemeIcon,
  TreeItem,
  TreeItemCollapsibleState,
  type TreeDataProvider,
} from "vscode";
import type { Disposable } from "../../base/event.ts";
import { Failure } from "../../base/failure.ts";
import type { FileInfo } from "../../sandbox/files.ts";
import type { Machines } from "../../sandbox/machines.ts";
import type { ContextValue } from "../contributions.ts";
import { failureSentences } from "../words/failureWords.ts";
import { machineName } from "../words/machineWords.ts";
import { visible, visibleLine } from "../words/visible.ts";
import { fileUri, type Place } from "./fileUri.ts";

/** A row of the view of files: a machine, something in it, or why a folder cannot be listed. */
export interface FileRow extends Place {
  readonly kind: "machine" | "folder" | "file" | "problem";
  readonly label: string;
  /** The row at the top that it is beneath: the same folder may be reached by two. */
  readonly top: string;
}

/** True for what the editor hands to a command of a row's menu. */
export function isFileRow(value: unknown): value is FileRow {
  return typeof value === "object" && value !== null && "machine" in value && "path" in value;
}

type Source = Pick<Machines, "files" | "list">;

/**
 * The files of the machines that were opened, each folder listed when it is unfolded and when the
 * user asks for it: to look by itself would keep machines awake.
 */
export class FileTree implements TreeDataProvider<FileRow>, Disposable {
  readonly #machines: Source;
  readonly #changed = new EventEmitter<FileRow | undefined>();
  #roots: readonly FileRow[] = [];

  readonly onDidChangeTreeData = this.#changed.event;

  constructor(machines: Source) {
    this.#machines = machines;
  }

  get isEmpty(): boolean {
    return this.#roots.length === 0;
  }

  /** Opens a machine at its home. Rejects when its files cannot be reached. */
  async open(machine: string): Promise<FileRow> {
    const { path } = await this.#machines.files(machine).stat(".");
    const known = this.#roots.find((root) => root.machine === machine);
    if (known !== undefined) return known;
    const root: FileRow = { kind: "machine", machine, path, label: machine, top: "" };
    this.#roots = [...this.#roots, root];
    this.refresh();
    return root;
  }

  /** Closes a machine, or all of them. */
  close(machine?: string): void {
    const isOther = (root: FileRow): boolean => machine !== undefined && root.machine !== machine;
    this.#roots = this.#roots.filter(isOther);
    this.refresh();
  }

  /** Lists anew all that is unfolded. */
  refresh(): void {
    this.#changed.fire(undefined);
  }

  async getChildren(row?: FileRow): Promise<FileRow[]> {
    if (row === undefined) return [...this.#roots];
    if (row.kind === "machine") return [topRow(row, row.path), topRow(row, "/")];
    try {
      const found = await this.#machines.files(row.machine).list(row.path);
      return found.map((info) => rowOf(row, info)).toSorted(inOrder);
    } catch (error) {
      const label = failureSentences(Failure.from(error));
      return [{ ...row, kind: "problem", label }];
    }
  }

  /** Only machines are revealed. */
  getParent(): undefined {
    return undefined;
  }

  getTreeItem(row: FileRow): TreeItem {
    return row.kind === "machine" ? this.#machineItem(row) : fileItem(row);
  }

  dispose(): void {
    this.#changed.dispose();
  }

  #machineItem({ machine }: FileRow): TreeItem {
    const known = this.#machines.list().find(({ id }) => id === machine);
    const label = known === undefined ? machine : machineName(known);
    const item = new TreeItem(label, TreeItemCollapsibleState.Expanded);
    item.id = machine;
    item.description = known === undefined ? "" : machine;
    item.iconPath = new ThemeIcon("vm");
    item.contextValue = "files.machine" satisfies ContextValue;
    return item;
  }
}

function topRow({ machine }: FileRow, path: string): FileRow {
  return { kind: "folder", machine, path, label: path, top: path };
}

function rowOf({ machine, top }: FileRow, { name, path, kind, target }: FileInfo): FileRow {
  const isFolder = kind === "folder" || target === "folder";
  return { kind: isFolder ? "folder" : "file", machine, path, label: name, top };
}

/** Folders before files, each by name. */
function inOrder(a: FileRow, b: FileRow): number {
  if (a.kind !== b.kind) return a.kind === "folder" ? -1 : 1;
  return a.label.localeCompare(b.label);
}

function fileItem(row: FileRow): TreeItem {
  const item = new TreeItem(visibleLine(row.label), foldedness(row));
  if (row.kind === "problem") {
    item.iconPath = new ThemeIcon("warning");
    item.tooltip = visible(row.label);
    return item;
  }
  const uri = fileUri(row);
  const isFolder = row.kind === "folder";
  item.id = `${row.top} ${uri.toString()}`;
  item.resourceUri = uri;
  item.tooltip = visible(row.path);
  item.iconPath = isFolder ? ThemeIcon.Folder : ThemeIcon.File;
  item.contextValue = contextOf(row);
  if (!isFolder) item.command = { title: "Open", command: "vscode.open", arguments: [uri] };
  return item;
}

function contextOf({ kind, path, top }: FileRow): ContextValue {
  if (kind !== "folder") return "files.file";
  return path === top ? "files.top" : "files.folder";
}

/** The home is unfolded at first; the rest of the machine is not. */
function foldedness({ kind, path, top }: FileRow): TreeItemCollapsibleState {
  if (kind !== "folder") return TreeItemCollapsibleState.None;
  const isHome = path === top && path !== "/";
  return isHome ? TreeItemCollapsibleState.Expanded : TreeItemCollapsibleState.Collapsed;
}
