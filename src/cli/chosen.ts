import { providerIn } from "../config/providerSetting.ts";
import type { ServerConfig } from "../config/serverEntry.ts";
import type { SettingsFile } from "../config/settingsFile.ts";
import { namesService } from "../sandbox/e2b/connection.ts";
import type { Provider } from "../sandbox/sandbox.ts";
import type { World } from "./world.ts";

/** A server that is to be started, with all that is decided beforehand. */
export interface Chosen {
  /** Its entry names the provider. */
  readonly config: ServerConfig;
  readonly provider: Provider;
  /** The folder whose settings count, which its microVMs belong to. */
  readonly workspace: string;
}

/** Decides where a server runs: as its entry says, else as the settings and the environment do. */
export function choose(config: ServerConfig, settings: SettingsFile, env: World["env"]): Chosen {
  const { entry } = config;
  const provider = entry.sandbox?.provider ?? preferred(settings, env);
  const sandbox = { ...entry.sandbox, provider };
  const { folder: workspace } = settings.origin;
  return { config: { ...config, entry: { ...entry, sandbox } }, provider, workspace };
}

/** Where servers run that do not say so themselves. Throws `config`. */
export function preferred(settings: SettingsFile, env: World["env"]): Provider {
  return providerIn(settings) ?? (namesService(env) ? "e2b" : "local");
}
