import type { Check } from "../base/check.ts";
import { Failure } from "../base/failure.ts";
import { connectionFrom, namesService } from "../sandbox/e2b/connection.ts";
import { withMachines } from "./machines.ts";
import type { Terminal } from "./terminal.ts";
import { count } from "./text.ts";
import type { World } from "./world.ts";

interface Wish {
  readonly config?: string;
  /** Whether servers are to run there, so that it has to answer. */
  readonly isNeeded: boolean;
}

const about = { id: "e2b", title: "E2B" } as const;

/** Says whether E2B is set up and, where it is needed, whether it answers. Never holds the key. */
export async function e2bCheck(wish: Wish, world: World, terminal: Terminal): Promise<Check> {
  const { env } = world;
  if (!namesService(env)) return withoutKey(wish.isNeeded);
  const connection = connectionFrom(env);
  if (connection.debug === true) return debugging;
  const address = apiAddress(connection.apiUrl, connection.domain);
  const via =
    connection.sandboxUrl === undefined ? "" : `, sandboxes at ${bare(connection.sandboxUrl)}`;
  const where = `${address}${via}`;
  if (!wish.isNeeded) {
    const remedy = "mcp-sandbox doctor --e2b asks whether it answers.";
    return { ...about, outcome: "ok", message: `E2B_API_KEY is set, for ${where}.`, remedy };
  }
  return answered(where, connection.apiKey, wish, world, terminal);
}

async function answered(
  where: string,
  key: string,
  wish: Wish,
  world: World,
  terminal: Terminal,
): Promise<Check> {
  const masked = (text: string): string => text.replaceAll(key, "•••");
  terminal.status("Asking E2B…");
  try {
    const found = await withMachines(wish, world, terminal, (machines) => machines.refresh());
    const message = `${where} takes the key and knows ${count(found.length, "microVM")} of this workspace.`;
    return { ...about, outcome: "ok", message };
  } catch (error) {
    const { message, remedy } = Failure.from(error, "serviceUnreachable");
    const failed = {
      ...about,
      outcome: "failed",
      message: `${where}: ${masked(message)}`,
    } as const;
    return remedy === undefined ? failed : { ...failed, remedy: masked(remedy) };
  } finally {
    terminal.status("");
  }
}

function withoutKey(isNeeded: boolean): Check {
  const outcome = isNeeded ? "failed" : "skipped";
  const remedy = "Set E2B_API_KEY to run servers in microVMs.";
  return { ...about, outcome, message: "E2B_API_KEY is not set.", remedy };
}

const debugging: Check = {
  ...about,
  outcome: "warning",
  message:
    "E2B_DEBUG is set: one daemon on this machine stands for all microVMs and isolates nothing.",
  remedy: "Unset it to run servers in microVMs.",
};

/** Source: `ConnectionConfig` of the `e2b` SDK. */
function apiAddress(apiUrl: string | undefined, domain = "e2b.app"): string {
  return bare(apiUrl ?? `https://api.${domain}`);
}

/** An address without what may be secret in it. */
function bare(address: string): string {
  if (!URL.canParse(address)) return "an address that is none";
  const { protocol, host, pathname } = new URL(address);
  return `${protocol}//${host}${pathname === "/" ? "" : pathname}`;
}
