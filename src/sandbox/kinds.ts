import type { Check } from "../base/check.ts";
import type { Log } from "../base/log.ts";
import type { E2BOptions, E2BSandboxes } from "./e2b/e2b.ts";
import type { Sandboxes } from "./sandbox.ts";

interface Own {
  readonly dataDir: string;
  readonly log: Log;
}

/** Each kind is loaded when it is wanted, and not before. */

export async function localSandboxes(own: Own): Promise<Sandboxes> {
  const { LocalSandboxes } = await import("./local/local.ts");
  return new LocalSandboxes(own);
}

export async function bareSandboxes(own: Own): Promise<Sandboxes> {
  const { BareSandboxes } = await import("./bare.ts");
  return new BareSandboxes(own);
}

export async function e2bSandboxes(options: E2BOptions): Promise<E2BSandboxes> {
  const { E2BSandboxes: Kind } = await import("./e2b/e2b.ts");
  return new Kind(options);
}

/** Looks at what sandboxes need on this machine. */
export async function diagnoseHere(env: NodeJS.ProcessEnv): Promise<readonly Check[]> {
  return (await import("./local/doctor/diagnose.ts")).diagnose(env);
}
