/** What the variables of a launch are filled in from, and who is asked. */
export interface Context {
  /** The folders of the workspace, the first one first. */
  readonly folders: readonly WorkspaceFolder[];
  readonly userHome: string;
  /** The host's environment, for `${env:NAME}`. */
  readonly env: Readonly<Record<string, string | undefined>>;
  /** A secret's value. May ask the user. Rejects with `secretMissing` or `cancelled`. */
  secret(name: string, signal?: AbortSignal): Promise<string>;
  /** False while the workspace is not trusted: then nothing starts. True when absent. */
  isTrusted?(): boolean;
}

export interface WorkspaceFolder {
  readonly name: string;
  /** Absolute. */
  readonly path: string;
}
