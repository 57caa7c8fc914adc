import { type ConfigurationScope, Disposable, Uri, workspace } from "vscode";
import { Emitter } from "../../base/event.ts";
import { mergeScopes, type Scope } from "../../config/mergeScopes.ts";
import { type ConfigProblem, parseServers } from "../../config/parseServers.ts";
import type { Origin, ServerConfig } from "../../config/serverEntry.ts";
import { settings } from "../contributions.ts";

/** The configured servers of all scopes, live. */
export class Configuration implements Disposable {
  readonly #changed = new Emitter<void>();
  readonly #subscription: Disposable;
  #scopes: readonly Scope[] = [];
  #servers: readonly ServerConfig[] = [];
  #problems: readonly ConfigProblem[] = [];

  /** The setting changed, or what of it counts: folders came and went, trust was given. */
  readonly onDidChange = this.#changed.event;

  constructor() {
    const reread = (): void => {
      this.#read();
      this.#changed.fire();
    };
    this.#subscription = Disposable.from(
      workspace.onDidChangeConfiguration((event) => {
        if (event.affectsConfiguration(settings.servers)) reread();
      }),
      workspace.onDidChangeWorkspaceFolders(reread),
      workspace.onDidGrantWorkspaceTrust(reread),
    );
    this.#read();
  }

  get servers(): readonly ServerConfig[] {
    return this.#servers;
  }

  get problems(): readonly ConfigProblem[] {
    return this.#problems;
  }

  server(name: string): ServerConfig | undefined {
    return this.#servers.find((server) => server.name === name);
  }

  /** Where a server stands, good or bad; the nearest place when in several. */
  originOf(name: string): Origin | undefined {
    const holding = this.#scopes.filter(({ value }) => holds(value, name));
    const problematic = holding.find(
      (scope) => parseServers(scope.value, scope.origin).problems.length > 0,
    );
    return this.server(name)?.origin ?? problematic?.origin ?? holding[0]?.origin;
  }

  /** Where any server stands, the nearest first. */
  get anyOrigin(): Origin | undefined {
    return this.#scopes.find(({ value }) => value !== undefined)?.origin;
  }

  dispose(): void {
    this.#subscription.dispose();
    this.#changed.dispose();
  }

  #read(): void {
    this.#scopes = readScopes();
    const { servers, problems } = mergeScopes(this.#scopes);
    this.#servers = servers;
    this.#problems = problems;
  }
}

function holds(value: unknown, name: string): boolean {
  return typeof value === "object" && value !== null && Object.hasOwn(value, name);
}

/** The setting's value in each scope, the nearest first. In a single folder it is the workspace. */
function readScopes(): readonly Scope[] {
  const path = settings.servers;
  const [first] = workspace.workspaceFolders ?? [];
  const folder = first === undefined ? {} : { folder: first.uri.fsPath };
  const { workspaceValue, globalValue } = inspect();
  const folders = workspace.workspaceFile === undefined ? [] : (workspace.workspaceFolders ?? []);
  return [
    ...folders.map(({ uri }): Scope => {
      const value: unknown = inspect(uri).workspaceFolderValue;
      return { origin: { scope: "folder", folder: uri.fsPath, path }, value };
    }),
    { origin: { scope: "workspace", ...folder, path }, value: workspaceValue },
    { origin: { scope: "user", ...folder, path }, value: globalValue },
  ];
}

interface Inspected {
  readonly globalValue?: unknown;
  readonly workspaceValue?: unknown;
  readonly workspaceFolderValue?: unknown;
}

function inspect(scope?: ConfigurationScope): Inspected {
  return workspace.getConfiguration(undefined, scope).inspect(settings.servers) ?? {};
}

/** The settings file of a scope; `undefined` for the user's, which the editor alone knows. */
export function settingsFileOf(origin: Origin): Uri | undefined {
  if (origin.scope === "user") return undefined;
  if (origin.scope === "workspace" && workspace.workspaceFile !== undefined)
    return workspace.workspaceFile.scheme === "file" ? workspace.workspaceFile : undefined;
  const folder = workspace.workspaceFolders?.find(({ uri }) => uri.fsPath === origin.folder);
  return folder === undefined ? undefined : Uri.joinPath(folder.uri, ".vscode", "settings.json");
}
