import { commands, type Disposable, EventEmitter, Uri, window, workspace } from "vscode";
import { schemes } from "../contributions.ts";

const belowChoices = "\n".repeat(8);

/** Reports of ours, read-only and rendered. The latest of each title is kept. */
export class Reports implements Disposable {
  readonly #texts = new Map<string, string>();
  readonly #changed = new EventEmitter<Uri>();
  readonly #registration: Disposable;

  constructor() {
    this.#registration = workspace.registerTextDocumentContentProvider(schemes.report, {
      onDidChange: this.#changed.event,
      provideTextDocumentContent: ({ path }) => this.#texts.get(path) ?? "Run the command again.\n",
    });
  }

  /** Shows a report in the editor's Markdown preview. */
  async show(title: string, text: string): Promise<void> {
    const uri = Uri.from({ scheme: schemes.report, path: `/${title}.md` });
    this.#texts.set(uri.path, text);
    this.#changed.fire(uri);
    await commands.executeCommand("markdown.showPreview", uri);
  }

  /** Shows a text as it is, below where a list of choices would hide it. */
  async showText(title: string, text: string): Promise<void> {
    const uri = Uri.from({ scheme: schemes.report, path: `/${title}.txt` });
    this.#texts.set(uri.path, `${belowChoices}${text}\n`);
    this.#changed.fire(uri);
    await window.showTextDocument(uri, { preview: true });
  }

  dispose(): void {
    this.#registration.dispose();
    this.#changed.dispose();
    this.#texts.clear();
  }
}
