import { Failure } from "../base/failure.ts";
import type { Sandboxes } from "../sandbox/sandbox.ts";

/**
 * Sandboxes without the way around them that the user of this machine may have allowed: what an
 * agent makes up is run behind a wall, or not at all.
 */
export function walled(sandboxes: Sandboxes): Sandboxes {
  return {
    open: async (spec, options) => {
      const sandbox = await sandboxes.open(spec, options);
      if (sandbox.provider !== "none") return sandbox;
      await sandbox[Symbol.asyncDispose]();
      throw new Failure("sandboxUnavailable", "Code of an agent is not run without a sandbox.", {
        remedy: "Make a jail possible (run *MCP Sandbox: Doctor*), or set an E2B key.",
      });
    },
  };
}
