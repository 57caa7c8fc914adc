import type { Consents } from "../consent/consents.ts";
import type { Configuration } from "../servers/configuration.ts";
import type { Secrets } from "../servers/secrets.ts";

/** What may ask the user something at a start. */
export interface Quiet {
  readonly configuration: Pick<Configuration, "server">;
  readonly consents: Pick<Consents, "isAllowed">;
  readonly secrets: Pick<Secrets, "names">;
}

/** Whether a start of a server would ask its user for nothing. */
export async function isQuiet(
  server: string,
  { configuration, consents, secrets }: Quiet,
): Promise<boolean> {
  const config = configuration.server(server);
  if (config === undefined || !(await consents.isAllowed(config))) return false;
  const wanted = JSON.stringify(config.entry).matchAll(/\$\{secret:([^}]+)\}/g);
  return [...wanted].every(([, name = ""]) => secrets.names.includes(name));
}
