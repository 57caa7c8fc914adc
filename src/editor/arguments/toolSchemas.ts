import { Disposable, EventEmitter, type TextDocumentContentProvider, Uri, workspace } from "vscode";
import type { Host } from "../../mcp/host.ts";
import { schemes } from "../contributions.ts";
import { servedSchema } from "./servedSchema.ts";
import { parseToolUri, type ToolName } from "./toolUri.ts";

const unknown = {
  type: "object",
  description: "The tool's schema is known once its server has been started.",
};

/** Serves the tools' schemas to the editor's JSON support; a tool that was seen once stays known. */
export class ToolSchemas implements TextDocumentContentProvider, Disposable {
  readonly #host: Pick<Host, "server">;
  readonly #served = new Map<string, string>();
  readonly #changed = new EventEmitter<Uri>();
  readonly #subscription: Disposable;

  readonly onDidChange = this.#changed.event;

  constructor(host: Pick<Host, "server" | "onDidChange">) {
    this.#host = host;
    this.#subscription = Disposable.from(
      workspace.registerTextDocumentContentProvider(schemes.schema, this),
      host.onDidChange((server) => this.#refresh(server)),
    );
  }

  provideTextDocumentContent(uri: Uri): string {
    const key = uri.toString(true);
    const name = parseToolUri(uri.toString());
    const text = (name && this.#schemaOf(name)) ?? this.#served.get(key) ?? JSON.stringify(unknown);
    this.#served.set(key, text);
    return text;
  }

  dispose(): void {
    this.#subscription.dispose();
    this.#changed.dispose();
  }

  #refresh(server: string): void {
    for (const [key, text] of this.#served) {
      const uri = Uri.parse(key);
      const name = parseToolUri(uri.toString());
      const now = name?.server === server ? this.#schemaOf(name) : undefined;
      if (now !== undefined && now !== text) this.#changed.fire(uri);
    }
  }

  #schemaOf({ server, tool }: ToolName): string | undefined {
    const state = this.#host.server(server)?.state;
    if (state?.kind !== "running") return undefined;
    const found = state.tools.find(({ name }) => name === tool);
    return found && JSON.stringify(servedSchema(found), undefined, 2);
  }
}
