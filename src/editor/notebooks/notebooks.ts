import {
  Disposable,
  type NotebookCell,
  type NotebookController,
  NotebookControllerAffinity,
  type NotebookDocument,
  notebooks,
  workspace,
} from "vscode";
import { basename } from "node:path";
import type { Log } from "../../base/log.ts";
import type { Provider } from "../../sandbox/sandbox.ts";
import type { CodeContexts } from "../contexts/codeContexts.ts";
import { controllerId, notebookType, settings } from "../contributions.ts";
import type { E2BKey } from "../machines/key.ts";
import { CellRuns } from "./cellRuns.ts";
import { type NotebookLanguage, notebookLanguages } from "./languages.ts";
import { networkWords } from "./notebookNetwork.ts";
import { languageOf } from "./notebookLanguage.ts";

export interface NotebookOptions {
  readonly contexts: CodeContexts;
  /** Where code runs that starts now. */
  readonly preferred: () => Promise<Provider>;
  /** Whether there is a key may decide that. */
  readonly key: Pick<E2BKey, "onDidChange">;
  readonly log: Log;
}

/** Offers a kernel for each language to the notebooks of Jupyter. Nothing starts before a cell is run. */
export class Notebooks implements Disposable {
  readonly #options: NotebookOptions;
  readonly #runs = new Map<NotebookDocument, Map<string, CellRuns>>();
  readonly #kernels: readonly (NotebookLanguage & { readonly controller: NotebookController })[];
  readonly #all: Disposable;

  constructor(options: NotebookOptions) {
    this.#options = options;
    this.#kernels = notebookLanguages.map((each) => ({ ...each, controller: this.#offer(each) }));
    for (const notebook of workspace.notebookDocuments) this.#prefer(notebook);
    this.#all = Disposable.from(
      ...this.#kernels.map(({ controller }) => controller),
      workspace.onDidOpenNotebookDocument((notebook) => this.#prefer(notebook)),
      workspace.onDidCloseNotebookDocument((notebook) => this.#leave(notebook)),
      workspace.onDidChangeConfiguration((event) => {
        const isOurs = [settings.provider, settings.notebookHosts].some((setting) =>
          event.affectsConfiguration(setting),
        );
        if (isOurs) void this.#label();
      }),
      options.key.onDidChange(() => void this.#label()),
    );
    void this.#label();
  }

  dispose(): void {
    this.#all.dispose();
  }

  #offer(language: NotebookLanguage): NotebookController {
    const id = controllerId(language.language);
    const controller = notebooks.createNotebookController(id, notebookType, labelOf(language));
    controller.supportedLanguages = [...language.editorIds];
    controller.supportsExecutionOrder = true;
    controller.description = networkWords();
    controller.executeHandler = (cells, notebook) =>
      this.#run(language, notebook, cells, controller);
    controller.interruptHandler = (notebook) =>
      this.#runs.get(notebook)?.get(language.language)?.interrupt();
    return controller;
  }

  async #run(
    { language }: NotebookLanguage,
    notebook: NotebookDocument,
    cells: readonly NotebookCell[],
    controller: NotebookController,
  ): Promise<void> {
    const ofNotebook = this.#runs.get(notebook) ?? new Map<string, CellRuns>();
    this.#runs.set(notebook, ofNotebook);
    const { contexts, log } = this.#options;
    const wish = { notebook: notebook.uri.toString(), name: nameOf(notebook), language };
    const runs =
      ofNotebook.get(language) ?? new CellRuns({ context: contexts.of(wish), log, isTrusted });
    ofNotebook.set(language, runs);
    await runs.add(cells.map((cell) => controller.createNotebookCellExecution(cell)));
  }

  #leave(notebook: NotebookDocument): void {
    this.#runs.delete(notebook);
    this.#options.contexts.leave(notebook.uri.toString());
  }

  /** Puts the kernel of a notebook's own language first. */
  #prefer(notebook: NotebookDocument): void {
    if (notebook.notebookType !== notebookType) return;
    const own = languageOf(notebook);
    for (const { controller, editorIds } of this.#kernels) {
      const isOwn = own !== undefined && editorIds.includes(own);
      const { Preferred, Default } = NotebookControllerAffinity;
      controller.updateNotebookAffinity(notebook, isOwn ? Preferred : Default);
    }
  }

  /** Says where code runs, and what it reaches. Never rejects: where that cannot be found out, the label does not say it. */
  async #label(): Promise<void> {
    const provider = await this.#options.preferred().catch(() => undefined);
    for (const kernel of this.#kernels) {
      kernel.controller.label = labelOf(kernel, provider);
      kernel.controller.description = networkWords();
    }
  }
}

function labelOf({ name }: NotebookLanguage, provider?: Provider): string {
  const label = `MCP Sandbox · ${name}`;
  if (provider === undefined) return label;
  return `${label} (${provider === "e2b" ? "E2B" : "local"})`;
}

const isTrusted = (): boolean => workspace.isTrusted;

const nameOf = ({ uri }: NotebookDocument): string => basename(uri.path);
