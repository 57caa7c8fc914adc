import type { Install } from "../sandbox.ts";
import type { Grant } from "./grants.ts";

/**
 * What install commands see of the granted folders: those that they name, read-only. They have a
 * network, and run whatever the packages bring along; nothing else of the user's belongs there.
 */
export function grantsForInstall(grants: readonly Grant[], { commands }: Install): Grant[] {
  const text = commands
    .flatMap(({ program, args, cwd }) => [program, ...args, cwd ?? ""])
    .join("\n");
  return grants
    .filter(({ target }) => text.includes(target))
    .map((grant) => ({ ...grant, write: false }));
}
