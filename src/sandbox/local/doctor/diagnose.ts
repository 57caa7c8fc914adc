import type { Check } from "../../../base/check.ts";
import { jailChecks } from "./jailChecks.ts";
import { limitCheck } from "./limitCheck.ts";
import { readMachine } from "./machine.ts";
import type { Machine } from "./machine.ts";
import { registryChecks } from "./registryChecks.ts";
import { toolChecks } from "./toolChecks.ts";

/**
 * Looks at everything that the local sandbox needs, and tells for what is wrong the exact way out.
 * Changes nothing and never rejects.
 */
export async function diagnose(
  env: NodeJS.ProcessEnv,
  known: Machine | Promise<Machine> = readMachine(),
): Promise<Check[]> {
  const machine = await known;
  const jail = await jailChecks(env, machine);
  const limits = machine.platform === "linux" ? [await limitCheck()] : [];
  const [tools, registries] = await Promise.all([toolChecks(env, machine), registryChecks(env)]);
  return [...jail, ...limits, ...tools, ...registries];
}
