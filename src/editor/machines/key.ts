import type { SecretStorage } from "vscode";
import { type Disposable, Emitter } from "../../base/event.ts";
import { Failure } from "../../base/failure.ts";
import type { Connection } from "../../sandbox/e2b/connection.ts";

/** Where the service is; all of it absent means E2B itself. */
export type Service = Omit<Connection, "apiKey">;

export interface KeyOptions {
  readonly storage: SecretStorage;
  readonly env: Readonly<Record<string, string | undefined>>;
  /** Asked at each connection, so that changed settings count at once. */
  readonly service: () => Service;
}

const name = "E2B API key";

/** The API key: that of the editor's secret storage, else that of the environment. */
export class E2BKey implements Disposable {
  readonly #options: KeyOptions;
  readonly #changed = new Emitter<void>();
  readonly #subscription: Disposable;

  /** A key was set or removed, here or in another window. */
  readonly onDidChange = this.#changed.event;

  constructor(options: KeyOptions) {
    this.#options = options;
    this.#subscription = options.storage.onDidChange(({ key }) => {
      if (key === name) this.#changed.fire();
    });
  }

  /** Which service, and as whom. Rejects with `keyMissing`. */
  async connection(): Promise<Connection> {
    const apiKey = (await this.stored()) ?? this.fromEnvironment;
    if (apiKey === undefined)
      throw new Failure("keyMissing", "E2B needs an API key, and none is set.", {
        remedy: "Run MCP Sandbox: Set E2B API Key.",
      });
    return { ...this.#options.service(), apiKey };
  }

  async isSet(): Promise<boolean> {
    return ((await this.stored()) ?? this.fromEnvironment) !== undefined;
  }

  /** The key that was entered here, if one was. */
  async stored(): Promise<string | undefined> {
    return this.#options.storage.get(name);
  }

  get fromEnvironment(): string | undefined {
    return this.#options.env["E2B_API_KEY"] || undefined;
  }

  /** Keeps a key; `undefined` removes the one that was entered. */
  async store(key: string | undefined): Promise<void> {
    const { storage } = this.#options;
    await (key === undefined ? storage.delete(name) : storage.store(name, key));
  }

  dispose(): void {
    this.#subscription.dispose();
    this.#changed.dispose();
  }
}
