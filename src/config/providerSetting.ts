import { Failure } from "../base/failure.ts";
import type { Provider } from "../sandbox/sandbox.ts";
import type { SettingsFile } from "./settingsFile.ts";
import { describe } from "./wording.ts";

/** The setting that says where servers run that do not say so themselves. */
export const providerSetting = "mcpSandbox.provider";

/** What the setting says in a file; nothing for `auto` and where it is not there. Throws `config`. */
export function providerIn({
  provider,
  file,
}: Pick<SettingsFile, "provider" | "file">): Provider | undefined {
  if (provider === undefined || provider === "auto") return undefined;
  if (provider === "local" || provider === "e2b") return provider;
  const message = `Expected "auto" or "local" or "e2b", not ${describe(provider)}.`;
  throw new Failure("config", `${providerSetting} in ${file}: ${message}`, {
    problems: [{ path: providerSetting, message }],
  });
}
