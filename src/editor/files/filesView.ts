import { commands, Disposable, FileChangeType, type TreeView, window } from "vscode";
import type { Machines } from "../../sandbox/machines.ts";
import { contextKeys, views } from "../contributions.ts";
import { type FileRow, FileTree } from "./fileTree.ts";
import type { SandboxFiles } from "./sandboxFiles.ts";

/**
 * The view of the files of microVMs, there while one is open. A folder of the workspace would be
 * the editor's usual way, but a second folder restarts all extensions, and with them the servers.
 */
export class FilesView implements Disposable {
  readonly #tree: FileTree;
  readonly #view: TreeView<FileRow>;
  readonly #all: Disposable;

  constructor(
    machines: Pick<Machines, "files" | "list">,
    files: Pick<SandboxFiles, "onDidChangeFile">,
  ) {
    this.#tree = new FileTree(machines);
    this.#view = window.createTreeView(views.files, {
      treeDataProvider: this.#tree,
      showCollapseAll: true,
    });
    const follow = files.onDidChangeFile((changes) => {
      if (changes.some(({ type }) => type !== FileChangeType.Changed)) this.refresh();
    });
    this.#all = Disposable.from(this.#tree, this.#view, follow);
  }

  /** Shows the files of a machine. Rejects when they cannot be reached. */
  async open(machine: string): Promise<void> {
    const row = await this.#tree.open(machine);
    await this.#follow();
    await commands.executeCommand(`${views.files}.focus`);
    // A view that has only just come may not know its rows yet. It shows them all the same.
    await Promise.resolve(this.#view.reveal(row, { select: true, expand: true })).catch(() => {});
  }

  /** Takes a machine out of the view, or all of them. The machine stays as it is. */
  async close(machine?: string): Promise<void> {
    this.#tree.close(machine);
    await this.#follow();
  }

  /** Lists anew what is unfolded. */
  refresh(): void {
    this.#tree.refresh();
  }

  dispose(): void {
    this.#all.dispose();
  }

  /** The view is there only while it has something to show. */
  async #follow(): Promise<void> {
    await commands.executeCommand("setContext", contextKeys.filesOpen, !this.#tree.isEmpty);
  }
}
