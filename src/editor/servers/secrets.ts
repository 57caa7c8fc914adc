import { CancellationTokenSource, type Memento, type SecretStorage, window } from "vscode";
import { Failure } from "../../base/failure.ts";

const namesKey = "secretNames";

/**
 * The values of `${secret:NAME}`, in the editor's secret storage. They belong to the workspace that
 * they were entered in: a name in another workspace's settings does not bring them out.
 */
export class Secrets {
  readonly #storage: SecretStorage;
  readonly #memory: Memento;
  readonly #workspace: string;
  readonly #asking = new Map<string, Promise<string>>();

  /** `workspace` tells workspaces apart; `memory` keeps the names that were entered in this one. */
  constructor(storage: SecretStorage, memory: Memento, workspace: string) {
    this.#storage = storage;
    this.#memory = memory;
    this.#workspace = workspace;
  }

  /** Names whose values are kept for this workspace. */
  get names(): readonly string[] {
    return this.#memory.get<readonly string[]>(namesKey, []);
  }

  /** A secret's value; asked for once. Rejects with `secretMissing` when nothing is entered. */
  async get(name: string, signal?: AbortSignal): Promise<string> {
    const kept = await this.#storage.get(this.#key(name));
    if (kept !== undefined) return kept;
    const asking = this.#asking.get(name) ?? this.#ask(name, signal);
    this.#asking.set(name, asking);
    return asking.finally(() => this.#asking.delete(name));
  }

  async forget(name: string): Promise<void> {
    await this.#storage.delete(this.#key(name));
    await this.#remember(this.names.filter((each) => each !== name));
  }

  async #ask(name: string, signal: AbortSignal | undefined): Promise<string> {
    const value = await askSecret(name, signal);
    if (signal?.aborted === true) throw new Failure("cancelled", "Cancelled.");
    if (value === undefined || value === "")
      throw new Failure("secretMissing", `The secret ${name} was not entered.`, {
        remedy: "Start the server again to be asked again.",
      });
    await this.#storage.store(this.#key(name), value);
    await this.#remember([...new Set([...this.names, name])]);
    return value;
  }

  async #remember(names: readonly string[]): Promise<void> {
    await this.#memory.update(namesKey, names);
  }

  #key(name: string): string {
    return `secret ${this.#workspace} ${name}`;
  }
}

async function askSecret(
  name: string,
  signal: AbortSignal | undefined,
): Promise<string | undefined> {
  if (signal?.aborted === true) return undefined;
  const source = new CancellationTokenSource();
  const cancel = (): void => source.cancel();
  signal?.addEventListener("abort", cancel, { once: true });
  try {
    return await window.showInputBox(
      {
        title: `MCP Sandbox: Secret ${name}`,
        prompt:
          "Kept in the editor's secret storage for this workspace; never written to settings or logs.",
        password: true,
        ignoreFocusOut: true,
      },
      source.token,
    );
  } finally {
    signal?.removeEventListener("abort", cancel);
    source.dispose();
  }
}
