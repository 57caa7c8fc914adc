import { Failure } from "../base/failure.ts";
import type { World } from "./world.ts";

/** The environment variable that holds a secret: `github-token` is in `MCP_SANDBOX_SECRET_GITHUB_TOKEN`. */
function secretVariable(name: string): string {
  return `MCP_SANDBOX_SECRET_${name.toUpperCase().replaceAll(/[^A-Z0-9]/g, "_")}`;
}

/** A secret as the environment holds it. Rejects with `secretMissing`. */
export async function secretFrom(env: World["env"], name: string): Promise<string> {
  const variable = secretVariable(name);
  const value = env[variable];
  if (value !== undefined && value !== "") return value;
  throw new Failure("secretMissing", `The secret ${name} is not set.`, {
    remedy: `Put it into the environment variable ${variable}.`,
  });
}
