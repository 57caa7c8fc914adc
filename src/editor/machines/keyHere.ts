import { commands, type Disposable, type SecretStorage, workspace } from "vscode";
import { Failure } from "../../base/failure.ts";
import type { Log } from "../../base/log.ts";
import type { Provider } from "../../sandbox/sandbox.ts";
import { contextKeys } from "../contributions.ts";
import { providerOf, serviceOf, type Setting } from "./choose.ts";
import { E2BKey } from "./key.ts";

const setting: Setting = (name) => {
  const value: unknown = workspace.getConfiguration().get(name);
  return typeof value === "string" ? value.trim() || undefined : undefined;
};

/** The key of this window's user, for the service that is set up on this machine. */
export function keyIn(storage: SecretStorage): E2BKey {
  return new E2BKey({ storage, env: process.env, service: () => serviceOf(setting, process.env) });
}

/** Where a server runs whose entry does not say it. */
export function preferredProvider(key: Pick<E2BKey, "isSet">): Promise<Provider> {
  return providerOf(setting, key);
}

/** Lets menus know whether there is a key. */
export function followKey(
  key: Pick<E2BKey, "isSet" | "onDidChange">,
  log: Pick<Log, "warn">,
): Disposable {
  const follow = async (): Promise<void> => {
    try {
      await commands.executeCommand("setContext", contextKeys.hasE2BKey, await key.isSet());
    } catch (error) {
      log.warn(`The E2B API key could not be looked up: ${Failure.from(error).message}`);
    }
  };
  void follow();
  return key.onDidChange(() => void follow());
}
