import {
  commands as editor,
  Diagnostic,
  DiagnosticSeverity,
  Disposable,
  languages,
  Range,
  TabInputTextDiff,
  type TextDocumentContentProvider,
  Uri,
  window,
  workspace,
} from "vscode";
import type { Undecided } from "../../mcp/pins/compare.ts";
import type { Origin } from "../../mcp/pins/record.ts";
import { schemes } from "../contributions.ts";
import { count } from "../words/count.ts";
import { originWords, pinWords } from "../words/verdictWords.ts";
import { visibleLine } from "../words/visible.ts";
import { type ToolText, toolText } from "./toolText.ts";

/** A tool that the user looks at, exactly as it is shown. */
export interface Shown {
  readonly server: string;
  readonly verdict: Undecided;
  readonly from: Origin | undefined;
}

/** Definitions of tools side by side: what was approved, and what is offered. */
export class ToolDocuments implements TextDocumentContentProvider, Disposable {
  readonly #texts = new Map<string, string>();
  readonly #shown = new Map<string, Shown>();
  readonly #findings = languages.createDiagnosticCollection("mcpSandbox.tools");
  readonly #subscription: Disposable;
  #number = 0;

  constructor() {
    this.#subscription = Disposable.from(
      this.#findings,
      workspace.registerTextDocumentContentProvider(schemes.tool, this),
      workspace.onDidCloseTextDocument(({ uri }) => {
        if (uri.scheme === schemes.tool) this.#forget(uri);
      }),
    );
  }

  /** Opens the diff editor, in place of an earlier one of the tool; a decision is about its right side. */
  async open(shown: Shown): Promise<void> {
    const { server, verdict } = shown;
    const name = visibleLine(verdict.name, 60);
    const number = ++this.#number;
    const uriOf = (side: string): Uri =>
      Uri.from({
        scheme: schemes.tool,
        path: `/${server}/${name}.yaml`,
        query: `${side}-${number}`,
      });
    const [approved, offered] = [uriOf("approved"), uriOf("offered")];
    await this.close(offered);
    const right = rightText(shown);
    this.#texts.set(approved.query, leftText(shown).text).set(offered.query, right.text);
    this.#shown.set(offered.query, shown);
    this.#findings.set(offered, diagnostics(verdict, right));
    const state = verdict.kind === "changed" ? "approved ↔ offered now" : "nothing ↔ new";
    await editor.executeCommand("vscode.diff", approved, offered, `${name} (${server}): ${state}`, {
      preview: false,
    });
  }

  /** What a decision is about: of the document that is named, else of the one in front. */
  shown(argument: unknown): { readonly uri: Uri; readonly shown: Shown } | undefined {
    const input = window.tabGroups.activeTabGroup.activeTab?.input;
    const front = input instanceof TabInputTextDiff ? input.modified : undefined;
    for (const uri of [argument, front]) {
      if (!(uri instanceof Uri) || uri.scheme !== schemes.tool) continue;
      const query = uri.query.replace(/^approved-/, "offered-");
      const shown = this.#shown.get(query);
      if (shown !== undefined) return { uri: uri.with({ query }), shown };
    }
    return undefined;
  }

  /** Takes the diff of a tool away. */
  async close({ path }: Uri): Promise<void> {
    const tabs = window.tabGroups.all.flatMap((group) => group.tabs);
    const isOurs = (uri: Uri): boolean => uri.scheme === schemes.tool && uri.path === path;
    const ours = tabs.filter(
      ({ input }) => input instanceof TabInputTextDiff && isOurs(input.modified),
    );
    await window.tabGroups.close(ours, true);
  }

  provideTextDocumentContent({ query }: Uri): string {
    return this.#texts.get(query) ?? "# Review the tool again.\n";
  }

  dispose(): void {
    this.#subscription.dispose();
    this.#shown.clear();
    this.#texts.clear();
  }

  #forget(uri: Uri): void {
    this.#findings.delete(uri);
    this.#texts.delete(uri.query);
    this.#shown.delete(uri.query);
  }
}

function leftText({ verdict }: Shown): Pick<ToolText, "text"> {
  if (verdict.kind !== "changed") return { text: "# Nothing is approved under this name.\n" };
  const { pin } = verdict;
  return toolText(pin.tool, [`${pinWords(pin)}.`, originWords(pin.from)]);
}

function rightText({ verdict, from }: Shown): ToolText {
  const { offered, findings } = verdict;
  const found =
    findings.length === 0
      ? "The lint found nothing. That does not mean that the tool is honest."
      : `${count(findings.length, "finding")}: read what is marked before you approve it.`;
  const notes = ["Offered now.", ...(from === undefined ? [] : [originWords(from)]), found];
  return toolText(offered, notes, findings);
}

function diagnostics({ findings }: Undecided, { text, lines }: ToolText): Diagnostic[] {
  const all = text.split("\n");
  return findings.map(({ path, why }) => {
    const { first, last } = lines.get(path) ?? { first: 0, last: 0 };
    const start = /\S/.exec(all[first] ?? "")?.index ?? 0;
    const range = new Range(first, start, last, all[last]?.length ?? 0);
    const diagnostic = new Diagnostic(range, why, DiagnosticSeverity.Warning);
    diagnostic.source = "MCP Sandbox";
    return diagnostic;
  });
}
