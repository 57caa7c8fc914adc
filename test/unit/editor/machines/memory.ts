import type { Memento, SecretStorage, SecretStorageChangeEvent } from "vscode";
import { Emitter } from "../../../../src/base/event.ts";

/** The editor's secret storage in memory. */
export function memoryStorage(): SecretStorage {
  const kept = new Map<string, string>();
  const changed = new Emitter<SecretStorageChangeEvent>();
  return {
    keys: () => Promise.resolve([...kept.keys()]),
    get: (key) => Promise.resolve(kept.get(key)),
    store: async (key, value) => {
      kept.set(key, value);
      changed.fire({ key });
    },
    delete: async (key) => {
      kept.delete(key);
      changed.fire({ key });
    },
    onDidChange: changed.event,
  };
}

/** What a workspace remembers, in memory. */
export function memoryMemento(): Pick<Memento, "get" | "update"> {
  const values = new Map<string, unknown>();
  return {
    get: <T>(key: string, otherwise?: T) => (values.get(key) ?? otherwise) as T,
    update: async (key: string, value: unknown) => void values.set(key, value),
  };
}
