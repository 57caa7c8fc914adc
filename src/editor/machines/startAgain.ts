import { Failure } from "../../base/failure.ts";
import type { Host } from "../../mcp/host.ts";
import type { Machines } from "../../sandbox/machines.ts";
import type { RanServer } from "./ranServers.ts";

/** What became of a server that ran before the window was reloaded. */
export type Again =
  /** It runs, in the microVM that it had, or in another one. */
  | { readonly kind: "runs"; readonly where: "same" | "new" }
  | { readonly kind: "stays"; readonly why: "changed" | "asks" | "key" }
  /** Its microVM is not there any more. */
  | { readonly kind: "gone" }
  | { readonly kind: "failed"; readonly failure: Failure }
  /** Nothing has to be said: it was disabled or removed, or its microVM was paused long ago. */
  | { readonly kind: "over" }
  /** Its microVM still belongs to another process, perhaps to the window that is closing. */
  | { readonly kind: "taken" };

export interface StartingAgain {
  readonly host: Pick<Host, "server" | "start">;
  /** Asked for the list as the service has told it a moment ago. */
  readonly machines: Pick<Machines, "list">;
  /** Whether a start would go without a question to the user. */
  readonly isQuiet: (server: string) => Promise<boolean>;
}

/**
 * Starts a server again in the microVM that it had: only while that still runs, as a paused one
 * costs nothing until somebody wants it, and only by the definition that it had. Never rejects.
 */
export async function startAgain(
  { server, launchKey, machine: id }: RanServer,
  { host, machines, isQuiet }: StartingAgain,
  isFree: boolean,
): Promise<Again> {
  const definition = host.server(server)?.definition;
  if (definition === undefined || definition.disabled) return { kind: "over" };
  const machine = machines.list().find((one) => one.id === id);
  if (machine === undefined) return { kind: "gone" };
  if (!machine.mine && !isFree) return { kind: "taken" };
  if (machine.state === "paused") return { kind: "over" };
  if (definition.launchKey !== launchKey) return { kind: "stays", why: "changed" };
  if (!(await isQuiet(server))) return { kind: "stays", why: "asks" };
  try {
    await host.start(server);
  } catch (error) {
    return { kind: "failed", failure: Failure.from(error) };
  }
  const isSame = machines.list().some((one) => one.id === id && one.mine);
  return { kind: "runs", where: isSame ? "same" : "new" };
}
