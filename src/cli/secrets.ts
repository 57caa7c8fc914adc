import { Failure } from "../base/failure.ts";
import { secretVariable } from "../config/secretVariable.ts";
import type { World } from "./world.ts";

/** A secret as the environment holds it. Rejects with `secretMissing`. */
export async function secretFrom(env: World["env"], name: string): Promise<string> {
  const variable = secretVariable(name);
  const value = env[variable];
  if (value !== undefined && value !== "") return value;
  throw new Failure("secretMissing", `The secret ${name} is not set.`, {
    remedy: `Put it into the environment variable ${variable}.`,
  });
}
