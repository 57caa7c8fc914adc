import type { Provider } from "../../sandbox/sandbox.ts";
import { settings } from "../contributions.ts";
import type { E2BKey, Service } from "./key.ts";

/** What a setting says; `undefined` where it is empty. */
export type Setting = (name: string) => string | undefined;

/**
 * Where the service is: as the settings of this machine say, else as the environment does. Never a
 * mixture: the key is for one service.
 */
export function serviceOf(
  setting: Setting,
  env: Readonly<Record<string, string | undefined>>,
): Service {
  const set = {
    domain: setting(settings.e2bDomain),
    apiUrl: setting(settings.e2bApiUrl),
    sandboxUrl: setting(settings.e2bSandboxUrl),
  };
  if (Object.values(set).some((value) => value !== undefined)) return set;
  return {
    domain: env["E2B_DOMAIN"] || undefined,
    apiUrl: env["E2B_API_URL"] || undefined,
    sandboxUrl: env["E2B_SANDBOX_URL"] || undefined,
  };
}

/**
 * Why a variable of the SDK does not count here, if it is set: it would turn every server's microVM
 * into one daemon for all that isolates nothing. Who asks for that does so on a command line.
 */
export function ignoredWords(
  env: Readonly<Record<string, string | undefined>>,
): string | undefined {
  if (env["E2B_DEBUG"]?.toLowerCase() !== "true") return undefined;
  return "E2B_DEBUG is not used here: a single daemon isolates no server from another. The command line uses it.";
}

/** Where a server runs whose entry does not say it: in E2B where there is a key, unless told otherwise. */
export async function providerOf(setting: Setting, key: Pick<E2BKey, "isSet">): Promise<Provider> {
  const chosen = setting(settings.provider);
  if (chosen === "local" || chosen === "e2b") return chosen;
  return (await key.isSet()) ? "e2b" : "local";
}
